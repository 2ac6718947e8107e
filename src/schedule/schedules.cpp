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

// Accesses per weight are those of the phases after forward, for one sample; they exclude the chain of a hidden layer.
constexpr std::array table{
    Schedule{"naive",
             "computes the whole chain rule anew for every weight and keeps nothing; beside the chain: R activation, R "
             "W weight",
             naive_program, naive_operand_accesses},
    Schedule{"naive_downstream",
             "keeps the deltas of the layer above, and computes the chain rule down from them anew for every weight: R "
             "delta and R weight for each node above, R 2 activations, R W weight",
             naive_downstream_program, naive_downstream_operand_accesses},
    Schedule{"framework",
             "computes the deltas of all nodes, then all gradients, then runs the optimizer: R delta, R activation, R "
             "W gradient, R W weight",
             framework_program, framework_operand_accesses},
    Schedule{
        "delta",
        "computes the deltas of all nodes, then updates all weights in one pass: R delta, R activation, R W weight",
        delta_program, delta_operand_accesses},
    Schedule{"delta_latched", "like delta, but holds the delta of a row in a register: R activation, R W weight",
             delta_latched_program, delta_latched_operand_accesses},
    Schedule{"delta_fused",
             "updates the weights of a layer and computes the deltas below in one pass, column by column: R delta, R W "
             "weight",
             delta_fused_program, delta_fused_operand_accesses},
    Schedule{"delta_lookahead",
             "updates the weights during the next forward pass: in that whole pass R 2 activations, R W weight",
             delta_lookahead_program, delta_lookahead_operand_accesses, model::update_parameters},
    Schedule{"delta_deferred",
             "like delta, but keeps activations and deltas of training.deferred_updates batches and then updates once",
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
