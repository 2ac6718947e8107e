// SPDX-License-Identifier: MIT
#include "app/explaining_stored.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "app/options.hpp"
#include "app/querying.hpp"
#include "app/results_output.hpp"
#include "experiment/results/explanation.hpp"
#include "experiment/store/stored_rows.hpp"
#include "experiment/store/stored_runs.hpp"
#include "experiment/store/table_query.hpp"
#include "experiment/tables/difference_tables.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "experiment/tables/savings_tables.hpp"
#include "os/messages.hpp"

namespace deltasim::app
{

namespace
{

using experiment::SavingsRow;
using experiment::StoredPoint;

/// The keys that name these rows and differ among them.
std::vector<std::string> telling_keys(const experiment::StoredResult& stored, const std::vector<std::size_t>& places)
{
    std::vector<std::string> keys{"model", "processor", "costs", "schedule"};
    keys.insert(keys.end(), stored.columns.begin(), stored.columns.end());
    std::vector<std::string> telling;
    for (const auto& column : experiment::known_columns(stored.rows)) {
        if (std::find(keys.begin(), keys.end(), column.column.key) == keys.end()) continue;
        const auto first = column.value(stored.rows[places.front()]);
        const bool differs = std::any_of(places.begin(), places.end(),
                                         [&](std::size_t place) { return column.value(stored.rows[place]) != first; });
        if (differs) telling.push_back(column.column.key);
    }
    return telling;
}

std::string name_of(const experiment::StoredResult& stored, std::size_t place, const std::vector<std::string>& keys)
{
    std::string name;
    for (const auto& column : experiment::known_columns(stored.rows)) {
        if (std::find(keys.begin(), keys.end(), column.column.key) == keys.end()) continue;
        const std::string value = experiment::text_of(column.value(stored.rows[place]));
        const bool plain =
            column.column.key == "schedule" || column.column.key == "model" || column.column.key == "processor";
        name += fmt::format("{}{}{}", name.empty() ? "" : ", ", plain ? "" : column.column.title + " ", value);
    }
    return name.empty() ? stored.rows[place].schedule : name;
}

/// The point first, then the other finished points of its group.
std::vector<StoredPoint> group_of(const std::vector<StoredPoint>& points, std::size_t place)
{
    std::vector<StoredPoint> group{points[place]};
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool other = i != place && points[i].identity.group == points[place].identity.group;
        if (other && points[i].state == experiment::PointState::done) group.push_back(points[i]);
    }
    return group;
}

class StoredPoints
{
public:
    explicit StoredPoints(const StoredExplanation& asked)
        : asked_(asked), store_(asked.store, experiment::DatabaseAccess::read), points_(experiment::all_points(store_)),
          stored_(experiment::stored_rows(points_, ""))
    {
        std::vector<std::string> conditions = asked.conditions;
        if (!asked.schedule.empty()) conditions.push_back("schedule=" + asked.schedule);
        places_ = experiment::matching_rows(stored_, conditions);
        std::erase_if(places_, [&](std::size_t place) { return points_[place].state != experiment::PointState::done; });
    }

    void print()
    {
        if (places_.size() > 2) refuse_many();
        if (places_.empty()) refuse_none();
        places_.size() == 1 ? explain_one() : compare_two();
        refuse_damage(store_.damage());
    }

private:
    [[noreturn]] void refuse(const std::string& message) const
    {
        throw InputError(fmt::format("{}: {}", asked_.store, message));
    }

    /// A damaged point may be the one that is meant.
    [[noreturn]] void refuse_none() const
    {
        const bool damaged = !store_.damage().empty();
        for (const std::string& line : store_.damage()) os::say("deltasim: error: " + line);
        refuse(fmt::format("no {}finished point meets the conditions", damaged ? "other " : ""));
    }

    [[noreturn]] void refuse_many() const
    {
        refuse(fmt::format("{} points meet the conditions; explain takes one, or two to compare. They differ in {}: "
                           "choose with --where",
                           places_.size(), fmt::join(telling_keys(stored_, places_), ", ")));
    }

    [[nodiscard]] std::optional<experiment::StoredRuns> runs(const std::vector<StoredPoint>& points)
    {
        return experiment::stored_runs(store_, points, search_path(), known_names(), version());
    }

    void show(const std::vector<report::Table>& tables, const experiment::Json& json) const
    {
        print_results(printed_text(asked_.print, asked_.format, chosen_tables(asked_.print, tables),
                                   experiment::json_text(json)));
    }

    void explain_one()
    {
        const auto stored = runs(group_of(points_, places_.front()));
        if (!stored) return;
        const auto explained = experiment::explanation(stored->comparison, stored->experiment.placement);
        if (!explained) refuse("the point cannot be explained");
        show(experiment::explanation_tables(*explained), experiment::explanation_json(*explained));
    }

    void compare_two()
    {
        const auto from = runs({points_[places_[0]]});
        const auto to = runs({points_[places_[1]]});
        if (!from || !to) return;
        const experiment::RunResult& first = from->comparison.runs.front();
        const experiment::RunResult& second = to->comparison.runs.front();
        if (first.energy_unit != second.energy_unit) refuse("the two points have energies in different units");
        const std::vector<std::string> keys = telling_keys(stored_, places_);
        show(experiment::difference_tables({name_of(stored_, places_[0], keys), first},
                                           {name_of(stored_, places_[1], keys), second}),
             experiment::difference_json(first, second));
    }

    const StoredExplanation& asked_;
    experiment::ResultsStore store_;
    std::vector<StoredPoint> points_;
    experiment::StoredResult stored_;
    std::vector<std::size_t> places_;
};

}  // namespace

void explain_stored(const StoredExplanation& asked) { StoredPoints(asked).print(); }

}  // namespace deltasim::app
