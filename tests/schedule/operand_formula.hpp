// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include "core/run_counts.hpp"
#include "core/terms.hpp"
#include "model/head.hpp"
#include "model/training.hpp"
#include "schedule/operand_tally.hpp"

// The closed forms of operand accesses, derived by hand from the definition of the schedules. With n = N[l] nodes and
// m = N[l-1] columns, layer l has n m weights and n biases.
//
// forward, each layer: n m weights and n m activations of the layer below are read, n biases read, n activations
// written; with hard_swish n preactivations too.
//
// One chain rule G(l, j), written out: it branches into N[l+1] nodes of layer l + 1, each of these into N[l+2] of layer
// l + 2 and so on, so layer q above l is visited V(q) = N[l+1] N[l+2] ... N[q] times, and l itself once. A visit of a
// hidden node reads what f' is had from; a visit of a layer above l has come through a weight, which is read; a visit
// of an output node reads its activation (preactivation where the loss wants f' of hard_swish) and its target.
//
// naive, update: n m + n chains, and besides these n m activations of the layer below and n m weights read, n m weights
// written, n biases read and written. Everything is booked on l.
//
// delta, delta phase: at the output n activations (preactivations) and n targets are read; of a hidden layer N[l+1] n
// deltas and as many weights of the layer above, and n of what f' is had from; both write n deltas. Update: n m + n
// deltas, n m activations of the layer below, n m weights and n biases read; n m weights and n biases written.

namespace deltasim::test
{

using OperandCounts = std::map<OperandKey, ReadsWrites>;

class OperandFormula
{
public:
    OperandFormula(const Head& head, const Training& training) : head_(head), training_(training) {}

    [[nodiscard]] OperandCounts of(std::string_view schedule)
    {
        counts_.clear();
        for (std::uint32_t l = 1; l <= head_.depth(); ++l) {
            forward(l);
            if (l < training_.first_trainable) continue;
            if (schedule == "naive") chains(l);
            if (schedule == "delta") deltas(l);
            reads(Phase::update, l, Tensor::activation) += weights(l);
            reads(Phase::update, l, Tensor::weight) += weights(l);
            writes(Phase::update, l, Tensor::weight) += weights(l);
            reads(Phase::update, l, Tensor::bias) += nodes(l);
            writes(Phase::update, l, Tensor::bias) += nodes(l);
        }
        return counts_;
    }

private:
    [[nodiscard]] std::uint64_t nodes(std::uint32_t l) const { return head_.width(l); }
    [[nodiscard]] std::uint64_t weights(std::uint32_t l) const { return head_.width(l) * head_.width(l - 1); }
    [[nodiscard]] bool is_hard_swish(std::uint32_t l) const
    {
        return head_.layer(l).activation == Activation::hard_swish;
    }

    /// What a node's share of the chain rule is had from: z only where f' of hard_swish is wanted.
    [[nodiscard]] Tensor source(std::uint32_t l) const
    {
        const bool wants_slope = l < head_.depth() || training_.loss == Loss::squared_error;
        return wants_slope && is_hard_swish(l) ? Tensor::preactivation : Tensor::activation;
    }

    std::uint64_t& reads(Phase phase, std::uint32_t l, Tensor tensor) { return counts_[{phase, l, tensor}].reads; }
    std::uint64_t& writes(Phase phase, std::uint32_t l, Tensor tensor) { return counts_[{phase, l, tensor}].writes; }

    void forward(std::uint32_t l)
    {
        reads(Phase::forward, l, Tensor::weight) += weights(l);
        reads(Phase::forward, l, Tensor::activation) += weights(l);
        reads(Phase::forward, l, Tensor::bias) += nodes(l);
        writes(Phase::forward, l, Tensor::activation) += nodes(l);
        if (is_hard_swish(l)) writes(Phase::forward, l, Tensor::preactivation) += nodes(l);
    }

    void chains(std::uint32_t l)
    {
        const std::uint64_t chain_rules = weights(l) + nodes(l);
        std::uint64_t visits = 1;
        for (std::uint32_t q = l; q <= head_.depth(); ++q) {
            if (q > l) {
                visits *= nodes(q);
                reads(Phase::update, l, Tensor::weight) += chain_rules * visits;
            }
            reads(Phase::update, l, source(q)) += chain_rules * visits;
        }
        reads(Phase::update, l, Tensor::target) += chain_rules * visits;
    }

    void deltas(std::uint32_t l)
    {
        if (l == head_.depth()) {
            reads(Phase::delta, l, Tensor::target) += nodes(l);
        } else {
            reads(Phase::delta, l, Tensor::delta) += nodes(l + 1) * nodes(l);
            reads(Phase::delta, l, Tensor::weight) += nodes(l + 1) * nodes(l);
        }
        reads(Phase::delta, l, source(l)) += nodes(l);
        writes(Phase::delta, l, Tensor::delta) += nodes(l);
        reads(Phase::update, l, Tensor::delta) += weights(l) + nodes(l);
    }

    const Head& head_;
    const Training& training_;
    OperandCounts counts_;
};

[[nodiscard]] inline std::uint64_t total_of(const OperandCounts& counts)
{
    std::uint64_t total = 0;
    for (const auto& [key, accesses] : counts) total += accesses.reads + accesses.writes;
    return total;
}

}  // namespace deltasim::test
