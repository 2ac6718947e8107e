// SPDX-License-Identifier: MIT
#include "schedule/delta_deferred.hpp"

#include <algorithm>

#include "schedule/delta.hpp"
#include "schedule/delta_phase.hpp"
#include "schedule/forward.hpp"

namespace deltasim::schedule
{

Program delta_deferred_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    const std::uint64_t pass = training.pass == 0 ? training.batch : training.pass;
    const StepWork work{head, training, lanes};
    Program program;
    for (std::uint64_t first = 0; first < training.batch;) {
        // The last pass has the samples that are left.
        const SampleRange samples{first, std::min(pass, training.batch - first)};
        add_forward_phase(work, samples, program);
        add_delta_phase(work, samples, training.first_trainable, program);
        first += samples.count;
    }
    add_update_phase(work, program);
    return program;
}

OperandTally delta_deferred_operand_accesses(const model::Head& head, const model::Training& training)
{
    return delta_operand_accesses(head, training);
}

}  // namespace deltasim::schedule
