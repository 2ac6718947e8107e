// SPDX-License-Identifier: MIT
#include "schedule/schedules.hpp"

#include <algorithm>
#include <array>

#include "model/reference_step.hpp"
#include "schedule/delta.hpp"
#include "schedule/delta_deferred.hpp"
#include "schedule/delta_fused.hpp"
#include "schedule/delta_latched.hpp"
#include "schedule/delta_lookahead.hpp"
#include "schedule/framework.hpp"
#include "schedule/naive.hpp"
#include "schedule/naive_downstream.hpp"

namespace deltasim::schedule
{

namespace
{

// Accesses per weight are those of the phases after forward, at one sample; a chain of a hidden layer is not in them.
constexpr std::array table{
    Schedule{"naive", "the whole chain rule anew for every weight, nothing kept; besides it R activation, R W weight",
             naive_program, naive_operand_accesses},
    Schedule{"naive_downstream",
             "deltas of the layer above kept, the chain rule down from them anew for every weight: R delta, R weight a "
             "node above, R 2 activations, R W weight",
             naive_downstream_program, naive_downstream_operand_accesses},
    Schedule{"framework",
             "deltas of every node, then all gradients, then the optimizer: R delta, R activation, R W gradient, "
             "R W weight",
             framework_program, framework_operand_accesses},
    Schedule{"delta", "deltas of every node first, then one pass over the weights: R delta, R activation, R W weight",
             delta_program, delta_operand_accesses},
    Schedule{"delta_latched", "as delta, with a row's delta held in a register: R activation, R W weight",
             delta_latched_program, delta_latched_operand_accesses},
    Schedule{
        "delta_fused",
        "one pass per layer, column by column, updates the weights and finds the deltas below: R delta, R W weight",
        delta_fused_program, delta_fused_operand_accesses},
    Schedule{"delta_lookahead",
             "the next forward pass updates the weights on its way: in all of it R 2 activations, R W weight",
             delta_lookahead_program, delta_lookahead_operand_accesses, model::update_parameters},
    Schedule{"delta_deferred",
             "as delta, with one update after training.deferred_updates batches, whose activations and deltas are kept",
             delta_deferred_program, delta_deferred_operand_accesses, nullptr, true},
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

}  // namespace deltasim::schedule
