// SPDX-License-Identifier: MIT
#include "app/querying.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/results_output.hpp"
#include "core/diagnostic.hpp"
#include "report/render.hpp"

namespace deltasim::app
{

namespace
{

/// Refuses a baseline that no point has: it would give no savings at all.
void require_baseline(const std::string& baseline, const std::vector<experiment::SavingsRow>& rows)
{
    const auto is_baseline = [&](const experiment::SavingsRow& row) { return row.schedule == baseline; };
    if (baseline.empty() || rows.empty() || std::any_of(rows.begin(), rows.end(), is_baseline)) return;
    throw InputError({{{"--baseline " + baseline, 0, 0}, "", "no point of the store has this schedule"}});
}

}  // namespace

void answer(const StoreQuestion& question, const experiment::StoredResult& stored, experiment::ResultsStore& store)
{
    require_baseline(question.baseline, stored.rows);
    const experiment::QueryResult result = experiment::query(stored, question.query);
    print_results(printed_text(question.print, question.format, chosen_tables(question.print, result.tables),
                               experiment::json_text(result.json)));
    for (const std::string& remark : result.remarks) os::say("deltasim: " + remark);
    const std::int64_t others = store.points_of_other_versions();
    if (others > 0) os::say(fmt::format("deltasim: {} points of other versions of the model are left out", others));
    if (stored.rows.empty() && others == 0 && store.damage().empty()) {
        os::say(fmt::format("deltasim: {} holds no points to show", question.store));
    }
    refuse_gaps(result.rows, store.damage());
}

void refuse_damage(const std::vector<std::string>& damage)
{
    if (damage.empty()) return;
    throw experiment::StoreError(fmt::format("{}", fmt::join(damage, "\ndeltasim: error: ")));
}

}  // namespace deltasim::app
