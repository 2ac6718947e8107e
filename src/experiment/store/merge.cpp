// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <map>
#include <memory>

#include "core/model_version.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/run/counts_check.hpp"
#include "experiment/store/results_store.hpp"

// Merges other stores into this one.

namespace deltasim::experiment
{

namespace
{

/// In the order in which they are bound below.
constexpr const char* all_fields =
    "key, point_group, simulation, model, processor, costs, schedule, baseline, state, message, report, "
    "model_document, processor_document, costs_document, training_document, version, model_version";

constexpr const char* put_point_text = R"(
    INSERT INTO points (key, point_group, simulation, model, processor, costs, schedule, baseline, state, message,
                        report, model_document, processor_document, costs_document, training_document, version,
                        model_version)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, message = excluded.message, report = excluded.report,
        baseline = excluded.baseline, version = excluded.version, model_version = excluded.model_version,
        simulation = excluded.simulation, training_document = excluded.training_document
    WHERE (points.model_version <> excluded.model_version AND excluded.model_version = ?18) OR
        (points.model_version = excluded.model_version AND points.state <> 'done' AND
         excluded.state <> points.state AND (excluded.state = 'done' OR points.state = 'failed')))";

}  // namespace

std::set<std::string> ResultsStore::sound_points()
{
    std::set<std::string> keys;
    std::map<std::string, std::string> simulations;  // what is wrong with each; empty if nothing is
    const auto trouble_with = [&](const PointIdentity& point) {
        const auto [known, is_new] = simulations.try_emplace(point.simulation);
        if (!is_new) return known->second;
        try {
            const std::optional<sim::SimulationResult> result = simulation(point.simulation);
            if (!result) throw DamagedResult("its simulation is missing");
            const config::ConfigurationTexts texts = configuration(point.key);
            check_machine(result->counts, processors_.of(texts.processor, texts.costs).processor);
        } catch (const DamagedResult& damaged) {
            known->second = damaged.what();
        } catch (const SelfCheckFailed& error) {
            known->second = fmt::format("its simulation: {}", error.what());
        }
        return known->second;
    };
    Statement points(database_, fmt::format("SELECT {} FROM points", point_fields));
    while (points.step()) {
        const std::optional<StoredPoint> point = read_point(points);
        if (!point) continue;
        const bool has_version = points.is_integer(11) && points.integer(11) >= 0;
        const bool is_ours = has_version && points.integer(11) == model_version;
        std::string trouble = has_version ? trouble_with_documents(point->identity.key)
                                          : "model_version: expected a whole number of 0 or more";
        if (trouble.empty() && is_ours && point->state == PointState::done) {
            trouble = trouble_with(point->identity);
        }
        if (trouble.empty())
            keys.insert(point->identity.key);
        else
            add_damage(point->identity, trouble);
    }
    return keys;
}

std::string ResultsStore::trouble_with_documents(const std::string& key)
{
    Statement texts(database_, R"(
        SELECT m.text, p.text, c.text, t.text, m.hash, p.hash, c.hash, t.hash FROM points
        JOIN documents m ON m.hash = model_document JOIN documents p ON p.hash = processor_document
        JOIN documents c ON c.hash = costs_document JOIN documents t ON t.hash = training_document
        WHERE key = ?1)");
    if (!texts.with(key).step()) return "a text of its configuration is missing";
    for (int i = 0; i < 4; ++i) {
        if (hash_of(texts.text(i)) != texts.text(i + 4)) return "a text of its configuration is another";
    }
    return "";
}

void ResultsStore::take_over(ResultsStore& other, const std::set<std::string>& keys)
{
    Statement points(other.database_, fmt::format("SELECT {} FROM points", all_fields));
    Statement document(other.database_, "SELECT text FROM documents WHERE hash = ?1");
    Statement simulation(other.database_, "SELECT result, version, model_version FROM simulations WHERE hash = ?1");
    Statement known_simulation(database_, "INSERT OR IGNORE INTO simulations VALUES (?1, ?2, ?3, ?4)");
    Statement known_column(database_, "INSERT OR IGNORE INTO point_columns VALUES (?1, ?2, ?3, ?4, ?5)");
    Statement put(database_, put_point_text);
    while (points.step()) {
        const std::string key = points.text(0);
        if (!keys.contains(key)) continue;
        for (int column = 11; column <= 14; ++column) {
            if (document.with(points.text(column)).step()) {
                put_document_.with(points.text(column), document.text(0)).run();
            }
        }
        if (simulation.with(points.text(2)).step()) {
            known_simulation.with(points.text(2), simulation.text(0), simulation.integer(2), simulation.text(1)).run();
        }
        for (const auto& [name, value] : other.columns_of(key)) {
            known_column.with(key, name, value.text, std::int64_t{value.is_number}, std::int64_t{value.of_costs}).run();
        }
        put.with(key, points.text(1), points.text(2), points.text(3), points.text(4), points.text(5), points.text(6),
                 points.text(7), points.text(8), points.text(9), points.text(10), points.text(11), points.text(12),
                 points.text(13), points.text(14), points.text(15), points.integer(16), model_version)
            .run();
    }
}

void ResultsStore::merge(const std::vector<std::filesystem::path>& others)
{
    struct Source {
        std::unique_ptr<ResultsStore> store;
        std::set<std::string> keys;
    };
    std::vector<Source> sources;
    for (const std::filesystem::path& other : others) {
        std::error_code none;  // an error does not matter: if two paths lead to one file, both exist
        if (std::filesystem::equivalent(other, file(), none)) continue;
        Source& source = sources.emplace_back(Source{std::make_unique<ResultsStore>(other, DatabaseAccess::read), {}});
        // A transaction, so that what is taken over is what was checked, even if other processes write in the meantime.
        source.store->database_.execute("BEGIN");
        source.keys = source.store->sound_points();
        damage_.insert(damage_.end(), source.store->damage_.begin(), source.store->damage_.end());
    }
    Transaction transaction(database_);
    for (const Source& source : sources) {
        take_over(*source.store, source.keys);
        take_searches_over(*source.store);
    }
    transaction.commit();
}

}  // namespace deltasim::experiment
