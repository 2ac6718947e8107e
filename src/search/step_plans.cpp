// SPDX-License-Identifier: MIT
#include "search/step_plans.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "os/interruption.hpp"

namespace deltasim::search
{

void StepPlans::plan(const std::vector<Choice>& choices, std::optional<Clock::time_point> end)
{
    std::vector<Choice> fresh;
    std::copy_if(choices.begin(), choices.end(), std::back_inserter(fresh),
                 [&](const Choice& choice) { return !plans_.contains(choice); });
    std::vector<Promising> plans(fresh.size());
    const std::size_t done = work_through(
        fresh.size(), {.threads = threads_, .end = end}, [&](std::size_t i) { plans[i] = planned(fresh[i]); },
        [] { os::stop_if_interrupted(); });
    for (std::size_t i = 0; i < done; ++i) plans_.emplace(std::move(fresh[i]), std::move(plans[i]));
}

const Promising* StepPlans::find(const Choice& choice) const
{
    const auto known = plans_.find(choice);
    return known == plans_.end() ? nullptr : &known->second;
}

Promising StepPlans::planned(const Choice& choice) const
{
    Promising promising{.choice = choice, .identity = ""};
    if (const std::optional<PlannedStep> step = simulations_.planned(space_.mapping(choice))) {
        const Bound bound = space_.bound(choice, step->on_chip);
        promising.least = value_of(objective_, bound.energy, bound.seconds);
        promising.steps = step->steps;
        promising.identity = experiment::hash_of(space_.identity(choice, step->placement));
    }
    return promising;
}

}  // namespace deltasim::search
