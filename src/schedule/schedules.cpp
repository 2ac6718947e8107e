// SPDX-License-Identifier: MIT
#include "schedule/schedules.hpp"

#include <algorithm>
#include <array>

#include "schedule/delta.hpp"
#include "schedule/naive.hpp"

namespace deltasim
{

namespace
{

constexpr std::array table{
    Schedule{"naive", "the whole chain rule anew for every weight; nothing is kept between weights", naive_program,
             naive_operand_accesses},
    Schedule{"delta", "deltas of every node first, then one pass over the weights: 3 reads and 1 write a weight",
             delta_program, delta_operand_accesses},
};

}  // namespace

std::span<const Schedule> schedules() { return table; }

std::vector<std::string> schedule_names()
{
    std::vector<std::string> names;
    for (const Schedule& schedule : table) names.emplace_back(schedule.name);
    return names;
}

const Schedule* find_schedule(std::string_view name)
{
    const auto* found = std::find_if(table.begin(), table.end(), [&](const Schedule& s) { return s.name == name; });
    return found == table.end() ? nullptr : found;
}

}  // namespace deltasim
