// SPDX-License-Identifier: MIT
#include "config/sweep/stored_mapping.hpp"
#include "core/diagnostic.hpp"
#include "core/model_version.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/json_writer.hpp"
#include "experiment/results/search_figures.hpp"
#include "experiment/run/mapping_json.hpp"
#include "experiment/store/results_store.hpp"

// Mappings that were searched. Stores of earlier versions lack this table: it is created when the first mapping is
// kept.

namespace deltasim::experiment
{

namespace
{

constexpr const char* make_searches = "CREATE TABLE IF NOT EXISTS searches (hash TEXT PRIMARY KEY, "
                                      "result TEXT NOT NULL, model_version INTEGER NOT NULL, version TEXT NOT NULL)";

struct KeptSearch {
    Json mapping;
    MappingSearch search;
    std::optional<Json> runner_up;
};

}  // namespace

template <>
struct Fields<KeptSearch> {
    static constexpr auto list =
        fields(field("mapping", &KeptSearch::mapping, "mapping", "", "that was found, as an experiment says it"),
               field("search", &KeptSearch::search, "search", "", "how good it is known to be"),
               field("runner_up", &KeptSearch::runner_up, "runner-up", "", "the next best, null where none is known"));
};

bool ResultsStore::has_searches()
{
    Statement tables(database_, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'searches'");
    tables.step();
    return tables.integer(0) > 0;
}

std::optional<SearchedMapping> ResultsStore::searched(const std::string& hash)
{
    if (!has_searches()) return std::nullopt;
    Statement search(database_, "SELECT result FROM searches WHERE hash = ?1");
    if (!search.with(hash).step()) return std::nullopt;
    try {
        const KeptSearch kept = read_result<KeptSearch>(search.text(0));
        const auto mapping = [&](const Json& text) { return config::mapping_of_text(text.dump(), file().string()); };
        SearchedMapping found{mapping(kept.mapping), kept.search};
        if (kept.runner_up) found.runner_up = mapping(*kept.runner_up);
        return found;
    } catch (const DamagedResult&) {
        return std::nullopt;
    } catch (const InputError&) {
        return std::nullopt;
    }
}

void ResultsStore::put_searched(const std::string& hash, const SearchedMapping& found, const std::string& version)
{
    Transaction transaction(database_);
    database_.execute(make_searches);
    KeptSearch kept{mapping_json(found.mapping), found.search, {}};
    if (found.runner_up) kept.runner_up = mapping_json(*found.runner_up);
    const std::string text = json_line(json_of(kept));
    Statement(database_, "INSERT OR REPLACE INTO searches VALUES (?1, ?2, ?3, ?4)")
        .with(hash, text, model_version, version)
        .run();
    transaction.commit();
}

void ResultsStore::take_searches_over(ResultsStore& other)
{
    if (!other.has_searches()) return;
    database_.execute(make_searches);
    Statement searches(other.database_, "SELECT hash, result, model_version, version FROM searches");
    Statement put(database_, "INSERT OR IGNORE INTO searches VALUES (?1, ?2, ?3, ?4)");
    while (searches.step()) {
        put.with(searches.text(0), searches.text(1), searches.integer(2), searches.text(3)).run();
    }
}

}  // namespace deltasim::experiment
