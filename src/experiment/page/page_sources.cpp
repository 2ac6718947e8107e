// SPDX-License-Identifier: MIT
#include "experiment/page/page_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/diagnostic.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/row_reader.hpp"
#include "experiment/results/run_row.hpp"
#include "experiment/store/stored_rows.hpp"
#include "experiment/store/stored_runs.hpp"
#include "experiment/store/table_query.hpp"

namespace deltasim::experiment
{

namespace
{

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& message)
{
    throw InputError(fmt::format("{}: {}", file.string(), message));
}

std::string text_of_file(const std::filesystem::path& file)
{
    std::error_code none;
    if (std::filesystem::is_directory(file, none)) {
        refuse(file, "expected a results store or a result.json, found a folder; name the file in it");
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) refuse(file, "cannot be read");
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

const RunResult* run_of(const std::vector<RunResult>& runs, const SavingsRow& row)
{
    const auto found = std::find_if(runs.begin(), runs.end(), [&](const RunResult& run) {
        return run.model == row.model && run.processor == row.processor && run.schedule == row.schedule;
    });
    return found == runs.end() ? nullptr : &*found;
}

/// Completes the rows of a comparison with what only its runs say.
StoredResult completed(StoredResult stored, const std::string& baseline, const std::vector<RunResult>& runs)
{
    for (SavingsRow& row : stored.rows) {
        row.baseline = baseline;
        const RunResult* const run = run_of(runs, row);
        if (run == nullptr) continue;
        const RowSavings savings = row.savings;
        row = run_row(*run, nullptr);
        row.baseline = baseline;
        row.savings = savings;
    }
    return stored;
}

class Sources
{
public:
    explicit Sources(const SourceOptions& options) : options_(options) {}

    void add(const std::filesystem::path& file)
    {
        if (is_database(file)) return add_store(file);
        const std::string text = text_of_file(file);
        try {
            add_json(text);
        } catch (const DamagedResult& damaged) {
            refuse(file, fmt::format("expected a results store, or the JSON of run, compare, sweep or table: {}",
                                     damaged.what()));
        }
    }

    /// Everything that was read. Runs from files that were named come before runs from stores.
    [[nodiscard]] PageContent content() &&
    {
        for (RunResult& run : stored_runs_) {
            if (content_.runs.size() < options_.most_runs) content_.runs.push_back(std::move(run));
        }
        return std::move(content_);
    }

private:
    void add_json(const std::string& text)
    {
        const Json json = parsed_json(text);
        const auto has = [&](const char* key) { return json.is_object() && json.contains(key); };
        if (has("rows") && has("runs")) {
            const JsonPlace place{nullptr, "runs"};
            std::vector<RunResult> runs;
            read_value(json["runs"], runs, place);
            const Json baseline = json.value("baseline", Json());
            add_rows(completed(rows_in(json), baseline.is_string() ? baseline.get<std::string>() : "", runs));
            for (const RunResult& run : runs) add_run(run);
        } else if (has("rows")) {
            add_rows(rows_in(json));
        } else {
            const auto run = read_result<RunResult>(text);
            StoredResult stored;
            stored.rows.push_back(run_row(run, nullptr));
            add_rows(std::move(stored));
            add_run(run);
        }
    }

    void add_store(const std::filesystem::path& file)
    {
        ResultsStore store(file, DatabaseAccess::read);
        const std::vector<StoredPoint> points = all_points(store);
        const StoredResult stored = stored_rows(points, options_.baseline);
        const std::vector<std::size_t> met = matching_rows(stored, options_.conditions);
        StoredResult chosen{stored.columns, {}};
        for (const std::size_t place : met) {
            const bool wanted = points[place].state == PointState::done && stored_runs_.size() < options_.most_runs;
            if (wanted) {
                const auto runs =
                    stored_runs(store, {points[place]}, options_.search_path, options_.known, options_.version);
                if (!runs) continue;
                stored_runs_.push_back(runs->comparison.runs.front());
            }
            chosen.rows.push_back(stored.rows[place]);
        }
        merge(std::move(chosen));
        content_.damage.insert(content_.damage.end(), store.damage().begin(), store.damage().end());
    }

    void add_rows(StoredResult stored)
    {
        StoredResult chosen{stored.columns, {}};
        for (const std::size_t place : matching_rows(stored, options_.conditions)) {
            chosen.rows.push_back(std::move(stored.rows[place]));
        }
        merge(std::move(chosen));
    }

    /// Adds rows. Every row gets the columns of all rows.
    void merge(StoredResult stored)
    {
        for (const std::string& column : stored.columns) {
            std::vector<std::string>& columns = content_.rows.columns;
            if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
        }
        std::move(stored.rows.begin(), stored.rows.end(), std::back_inserter(content_.rows.rows));
        for (SavingsRow& row : content_.rows.rows) {
            for (const std::string& column : content_.rows.columns) row.columns[column];
        }
    }

    void add_run(const RunResult& run)
    {
        if (content_.runs.size() < options_.most_runs) content_.runs.push_back(run);
    }

    const SourceOptions& options_;
    PageContent content_;
    std::vector<RunResult> stored_runs_;
};

}  // namespace

PageContent page_content(const std::vector<std::filesystem::path>& files, const SourceOptions& options)
{
    Sources sources(options);
    for (const std::filesystem::path& file : files) sources.add(file);
    return std::move(sources).content();
}

}  // namespace deltasim::experiment
