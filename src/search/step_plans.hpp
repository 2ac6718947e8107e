// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/objective.hpp"
#include "search/step_simulations.hpp"
#include "search/step_space.hpp"
#include "search/work_through.hpp"

// Plans steps before any of them is simulated: a plan tells what lies on chip, and so a nearer lower bound, and which
// steps come to the same. Plans many at a time, in several threads.

namespace deltasim::search
{

struct Promising {
    /// The lower bound of the step, computed with what lies on chip; infinite if the step has no room.
    double least = std::numeric_limits<double>::infinity();
    std::uint64_t steps = 0;  ///< steps of the machine
    Choice choice;
    std::string identity;  ///< equal for choices that make the same step
};

class StepPlans
{
public:
    /// `space` must be bounded before the first step is planned. Both references must outlive this.
    StepPlans(const StepSpace& space, const StepSimulations& simulations, Objective objective, std::uint64_t threads)
        : space_(space), simulations_(simulations), objective_(objective), threads_(threads)
    {
    }

    /// Plans those of these choices that are not planned yet. After `end` it begins with no other. Throws Interrupted.
    void plan(const std::vector<Choice>& choices, std::optional<Clock::time_point> end);

    /// The plan of a choice; nullptr if there is none yet.
    [[nodiscard]] const Promising* find(const Choice& choice) const;

    [[nodiscard]] std::size_t size() const { return plans_.size(); }

private:
    [[nodiscard]] Promising planned(const Choice& choice) const;

    const StepSpace& space_;
    const StepSimulations& simulations_;
    Objective objective_;
    std::uint64_t threads_;
    std::map<Choice, Promising> plans_;
};

}  // namespace deltasim::search
