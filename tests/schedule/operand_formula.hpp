// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "core/run_counts.hpp"
#include "core/terms.hpp"
#include "model/head.hpp"
#include "model/training.hpp"
#include "rooms.hpp"
#include "schedule/operand_tally.hpp"

// The closed forms of operand accesses, derived by hand from the definition of the schedules. With n = N[l] nodes and m
// = N[l-1] columns, layer l has n m weights and b = n biases, or b = 0 without biases. A batch has B samples, and an
// optimizer has S words of state for each parameter.
//
// forward, each layer and sample: n m weights and n m activations of the layer below are read, b biases read, n
// activations written; with hard_swish, gelu and silu n preactivations too.
//
// Any update: n m weights, b biases and S (n m + b) states are read, and as many written, whatever the batch. With
// master weights it is n m of these that are read and written, and n m weights are written.
//
// One chain rule G(l, j), written out: it branches into N[l+1] nodes of layer l + 1, each of these into N[l+2] of layer
// l + 2 and so on, so layer q above l is visited V(q) = N[l+1] N[l+2] ... N[q] times, and l itself once. A visit of a
// hidden node reads what f' is had from; a visit of a layer above l has come through a weight, which is read; a visit
// of an output node reads its activation (preactivation where the loss wants f' of hard_swish) and its target.
//
// naive, update: B (n m + b) chains, and besides these B n m activations of the layer below. Everything is booked on l.
//
// The deltas of a layer, each sample: at the output n activations (preactivations) and n targets are read; of a hidden
// layer N[l+1] n deltas and as many weights of the layer above, and n of what f' is had from; both write n deltas.
//
// naive_downstream: deltas of the layers above the first trainable one. Then as naive, but a chain ends one layer up,
// where it reads N[l+1] weights and as many deltas, and itself what f' is had from; at the output it is naive's.
//
// framework: all deltas. gradient: B (n m + b) deltas and B n m activations of the layer below are read, n m + b
// gradients written, which the update reads.
//
// delta: all deltas. update: B (n m + b) deltas and B n m activations of the layer below. delta_latched: of these
// deltas B n only, one a row. delta_deferred: delta's, B being the samples of all passes.
//
// delta_fused: deltas of the output. update: B m activations of the layer below and B (n m + b) deltas are read. If the
// layer below is trainable, B m of its deltas are written, for which B m preactivations are read under hard_swish, and
// n m weights beside master weights.
//
// delta_lookahead: all deltas. The forward pass of the first sample is another in trainable layers: B n deltas, B n m
// activations of the step before and n m of this one are read; the update takes the place of reading weights and
// biases.

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
            const bool trained = l >= training_.first_trainable;
            const bool carries = trained && schedule == "delta_lookahead";
            forward(l, carries ? training_.batch - 1 : training_.batch);
            if (has_deltas(schedule, l)) deltas(l);
            if (!trained) continue;
            const Phase phase = carries ? Phase::forward : Phase::update;
            parameters(phase, l);
            if (schedule == "naive") chains(l);
            if (schedule == "naive_downstream") downstream_chains(l);
            if (schedule == "framework") gradients(l);
            if (schedule == "delta" || schedule == "delta_deferred")
                terms(phase, l, batch() * (weights(l) + biases(l)), batch() * weights(l));
            if (schedule == "delta_latched") terms(phase, l, batch() * nodes(l), batch() * weights(l));
            if (schedule == "delta_fused") fused_pass(l);
            if (!carries) continue;
            terms(phase, l, batch() * nodes(l), (batch() + 1) * weights(l));
            row_ends(l, 1);
        }
        std::erase_if(counts_, [](const auto& entry) { return entry.second == ReadsWrites{}; });
        return counts_;
    }

private:
    [[nodiscard]] std::uint64_t batch() const { return training_.batch; }
    [[nodiscard]] std::uint64_t nodes(std::uint32_t l) const { return head_.width(l); }
    [[nodiscard]] std::uint64_t biases(std::uint32_t l) const { return head_.layer(l).bias ? nodes(l) : 0; }
    [[nodiscard]] std::uint64_t weights(std::uint32_t l) const { return head_.width(l) * head_.width(l - 1); }
    [[nodiscard]] bool keeps_z(std::uint32_t l) const
    {
        const Activation f = head_.layer(l).activation;
        return f == Activation::hard_swish || f == Activation::gelu || f == Activation::silu;
    }

    /// What a node's share of the chain rule is had from: z only where f' of hard_swish is wanted.
    [[nodiscard]] Tensor source(std::uint32_t l) const
    {
        const bool wants_slope = l < head_.depth() || training_.loss == Loss::squared_error;
        return wants_slope && keeps_z(l) ? Tensor::preactivation : Tensor::activation;
    }

    std::uint64_t& reads(Phase phase, std::uint32_t l, Tensor tensor) { return counts_[{phase, l, tensor}].reads; }
    std::uint64_t& writes(Phase phase, std::uint32_t l, Tensor tensor) { return counts_[{phase, l, tensor}].writes; }

    [[nodiscard]] bool has_deltas(std::string_view schedule, std::uint32_t l) const
    {
        if (schedule == "naive") return false;
        if (schedule == "naive_downstream") return l > training_.first_trainable;
        if (training_.first_trainable > head_.depth()) return false;
        return schedule == "delta_fused" ? l == head_.depth() : l >= training_.first_trainable;
    }

    void forward(std::uint32_t l, std::uint64_t samples)
    {
        reads(Phase::forward, l, Tensor::weight) += samples * weights(l);
        reads(Phase::forward, l, Tensor::activation) += samples * weights(l);
        reads(Phase::forward, l, Tensor::bias) += samples * biases(l);
        row_ends(l, samples);
    }

    void row_ends(std::uint32_t l, std::uint64_t samples)
    {
        writes(Phase::forward, l, Tensor::activation) += samples * nodes(l);
        if (keeps_z(l)) writes(Phase::forward, l, Tensor::preactivation) += samples * nodes(l);
    }

    void parameters(Phase phase, std::uint32_t l)
    {
        const std::uint64_t states = training_.optimizer == Optimizer::adam       ? 2
                                     : training_.optimizer == Optimizer::momentum ? 1
                                                                                  : 0;
        const Tensor moved = training_.master_weights ? Tensor::master_weight : Tensor::weight;
        if (training_.master_weights) writes(phase, l, Tensor::weight) += weights(l);
        for (const auto& [tensor, words] : {std::pair{moved, weights(l)},
                                            {Tensor::bias, biases(l)},
                                            {Tensor::optimizer_state, states * (weights(l) + biases(l))}}) {
            reads(phase, l, tensor) += words;
            writes(phase, l, tensor) += words;
        }
    }

    void terms(Phase phase, std::uint32_t l, std::uint64_t deltas_read, std::uint64_t activations_read)
    {
        reads(phase, l, Tensor::delta) += deltas_read;
        reads(phase, l, Tensor::activation) += activations_read;
    }

    void chains(std::uint32_t l)
    {
        const std::uint64_t chain_rules = batch() * (weights(l) + biases(l));
        reads(Phase::update, l, Tensor::activation) += batch() * weights(l);
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

    void downstream_chains(std::uint32_t l)
    {
        if (l == head_.depth()) return chains(l);
        const std::uint64_t chain_rules = batch() * (weights(l) + biases(l));
        terms(Phase::update, l, chain_rules * nodes(l + 1), batch() * weights(l));
        reads(Phase::update, l, Tensor::weight) += chain_rules * nodes(l + 1);
        reads(Phase::update, l, source(l)) += chain_rules;
    }

    void gradients(std::uint32_t l)
    {
        terms(Phase::gradient, l, batch() * (weights(l) + biases(l)), batch() * weights(l));
        writes(Phase::gradient, l, Tensor::gradient) += weights(l) + biases(l);
        reads(Phase::update, l, Tensor::gradient) += weights(l) + biases(l);
    }

    void fused_pass(std::uint32_t l)
    {
        terms(Phase::update, l, batch() * (weights(l) + biases(l)), batch() * nodes(l - 1));
        if (l == training_.first_trainable) return;
        if (training_.master_weights) reads(Phase::update, l, Tensor::weight) += weights(l);
        writes(Phase::update, l, Tensor::delta) += batch() * nodes(l - 1);
        if (keeps_z(l - 1)) reads(Phase::update, l, Tensor::preactivation) += batch() * nodes(l - 1);
    }

    void deltas(std::uint32_t l)
    {
        if (l == head_.depth()) {
            reads(Phase::delta, l, Tensor::target) += batch() * nodes(l);
        } else {
            reads(Phase::delta, l, Tensor::delta) += batch() * nodes(l + 1) * nodes(l);
            reads(Phase::delta, l, Tensor::weight) += batch() * nodes(l + 1) * nodes(l);
        }
        reads(Phase::delta, l, source(l)) += batch() * nodes(l);
        writes(Phase::delta, l, Tensor::delta) += batch() * nodes(l);
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
