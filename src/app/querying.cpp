// SPDX-License-Identifier: MIT
#include "app/querying.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/diagnostic.hpp"
#include "os/messages.hpp"
#include "report/render.hpp"

namespace deltasim::app
{

namespace
{

/// A schedule that none of the points has gives no savings at all.
void require_baseline(const std::string& baseline, const experiment::Json& rows)
{
    const auto is_baseline = [&](const experiment::Json& row) { return row["schedule"] == baseline; };
    if (baseline.empty() || rows.empty() || std::any_of(rows.begin(), rows.end(), is_baseline)) return;
    throw InputError({{{"--baseline " + baseline, 0, 0}, "", "no point of the store has this schedule"}});
}

}  // namespace

void answer(const StoreQuestion& question, const experiment::Json& stored, experiment::ResultsStore& store)
{
    require_baseline(question.baseline, stored["rows"]);
    const experiment::QueryResult result = experiment::query(stored, question.query);
    const report::Format format = *report::format_named(question.format);
    fmt::print("{}",
               format == report::Format::json ? result.json.dump(2) + "\n" : report::render(result.tables, format));
    for (const std::string& remark : result.remarks) os::say("deltasim: " + remark);
    const std::int64_t others = store.points_of_other_versions();
    if (others > 0) os::say(fmt::format("deltasim: {} points of other versions of the model are left out", others));
    if (stored["rows"].empty() && others == 0)
        os::say(fmt::format("deltasim: {} holds no points to show", question.store));
}

}  // namespace deltasim::app
