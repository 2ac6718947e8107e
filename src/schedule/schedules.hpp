// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/operand_tally.hpp"

// The schedules by name. A new schedule is a file of its own and a line in the table of schedules.cpp.

namespace deltasim::schedule
{

struct Schedule {
    std::string_view name;
    std::string_view description;  ///< one line
    /// One training step on an array of `lanes` lanes.
    Program (*program)(const model::Head& head, const model::Training& training, std::uint64_t lanes);
    /// The operand accesses of the same step as a formula, for any number of lanes. Throws OverflowError.
    OperandTally (*operand_accesses)(const model::Head& head, const model::Training& training);
    /// What must still be done to the values after one step; it is not counted and happens outside the machine. May be
    /// null.
    void (*close)(const model::Head& head, const model::Training& training, model::TensorValues& values) = nullptr;
    /// True if a step has several batches, one pass each, with one update.
    bool defers_updates = false;
};

[[nodiscard]] std::span<const Schedule> schedules();
[[nodiscard]] std::vector<std::string> schedule_names();
/// The schedule with this name, or nullptr.
[[nodiscard]] const Schedule* find_schedule(std::string_view name);

}  // namespace deltasim::schedule
