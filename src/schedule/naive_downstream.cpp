// SPDX-License-Identifier: MIT
#include "schedule/naive_downstream.hpp"

#include "core/checked.hpp"
#include "schedule/chain_update.hpp"
#include "schedule/delta_phase.hpp"
#include "schedule/forward.hpp"
#include "schedule/lane_arithmetic.hpp"

namespace deltasim::schedule
{

namespace
{

/// For each k R delta[l+1][k], R weight[l+1][k][j].
ChainWriter downstream_chain(const LayerWork& work)
{
    return [work](NestBuilder& nest, const AffineIndex& j, const AffineIndex& sample, std::uint64_t lanes) {
        const std::uint32_t above = work.layer + 1;
        nest.loop(work.head.width(above), [&](const AffineIndex& k) {
            nest.step({.lanes = lanes,
                       .operations = lane_operations(1, 0, 0),
                       .compute = MultiplyAccumulate{chain_products(work.training, above)},
                       .registers = {{.kind = Register::sum, .passing = true}},
                       .products = {{.factors = {delta_factor(work.head, above, k, false)},
                                     .operands = {0, 1},
                                     .operations = lane_operations(1, 0, 0)}}},
                      {read_shared({Tensor::delta, above}, sample * work.head.width(above) + k),
                       read_shared({Tensor::weight, above}, k * work.head.width(work.layer) + j)});
        });
    };
}

}  // namespace

Program naive_downstream_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    const StepWork work{head, training, lanes};
    Program program;
    add_forward_phase(work, program);
    add_delta_phase(work, training.first_trainable + 1, program);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        program.nests.push_back(chain_update_nest(work.layer(l), downstream_chain(work.layer(l))));
    }
    return program;
}

OperandTally naive_downstream_operand_accesses(const model::Head& head, const model::Training& training)
{
    OperandTally tally;
    add_forward_accesses(head, training, tally);
    add_delta_accesses(head, training, training.first_trainable + 1, tally);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        add_chain_update_accesses(head, training, l, tally);
        if (l == head.depth()) continue;
        const std::uint64_t links = checked_multiply(chain_count(head, training, l), head.width(l + 1));
        tally.add_reads({Phase::update, l, Tensor::delta}, links);
        tally.add_reads({Phase::update, l, Tensor::weight}, links);
    }
    return tally;
}

}  // namespace deltasim::schedule
