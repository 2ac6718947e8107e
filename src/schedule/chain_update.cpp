// SPDX-License-Identifier: MIT
#include "schedule/chain_update.hpp"

#include <utility>
#include <vector>

#include "core/checked.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/update_step.hpp"

namespace deltasim::schedule
{

namespace
{

/// G(layer, j) when its chain is complete: the words that it still reads, and its arithmetic.
class NodeDelta
{
public:
    explicit NodeDelta(const LayerWork& work)
        : head_(work.head), layer_(work.layer), nodes_(head_.width(layer_)), is_output_(layer_ == head_.depth()),
          slope_(head_, work.training, layer_), output_delta_(head_, work.training),
          format_(model::format_of(work.training, {Tensor::delta, layer_}))
    {
    }

    [[nodiscard]] bool is_output() const { return is_output_; }

    /// What makes G 0, as far as this is known before G is computed.
    [[nodiscard]] std::vector<Factor> factors(const AffineIndex& j) const
    {
        return is_output_ ? std::vector<Factor>() : slope_factors(head_, layer_, j, false);
    }

    /// The term of a gradient: G is one of its factors, or the whole term.
    [[nodiscard]] GradientTerm term(const AffineIndex& j, const AffineIndex& sample, std::uint64_t lanes) const
    {
        const AffineIndex node = sample * nodes_ + j;
        if (is_output_) {
            return {.lanes = lanes,
                    .operations = output_delta_.operations(),
                    .operands = {read_shared({output_delta_.source(), layer_}, node),
                                 read_shared({Tensor::target, layer_}, node)},
                    .value = [g = output_delta_](StepValues& values, std::uint64_t lane) {
                        return g(values.read[0][lane], values.read[1][lane], values.read_words[0][lane]);
                    }};
        }
        return {.lanes = lanes,
                .operations = slope_.operations() + lane_operations(0, 0, 1),
                .needs_result = true,
                .operands = {read_shared({slope_.source(), layer_}, node)},
                .value =
                    [slope = slope_, format = format_](StepValues& values, std::uint64_t lane) {
                        const std::uint64_t word = values.read_words[0][lane];
                        const double sum = std::exchange(values.registers.sums(0, values.lanes)[lane], 0.0);
                        return format(slope(values.read[0][lane], word) * static_cast<float>(sum), word);
                    },
                .registers = {{.kind = Register::sum, .passing = true}},
                .factors = factors(j)};
    }

private:
    const model::Head& head_;
    std::uint32_t layer_;
    std::uint64_t nodes_;
    bool is_output_;
    model::NodeSlope slope_;
    OutputDelta output_delta_;
    model::ValueFormat format_;
};

/// The same term times an activation, which is read as well.
GradientTerm times(GradientTerm term, OperandRequest activation, Factor factor, const model::Products& products)
{
    term.factors.push_back(std::move(factor));
    const std::size_t read = term.operands.size();
    term.operands.push_back(std::move(activation));
    term.value = [read, products, delta = std::move(term.value)](StepValues& values, std::uint64_t lane) {
        return products(delta(values, lane), values.read[read][lane]);
    };
    return term;
}

}  // namespace

LoopNest chain_update_nest(const LayerWork& work, const ChainWriter& add_chain)
{
    const model::Layer& shape = work.shape();
    const NodeDelta delta(work);
    const model::Products products = gradient_products(work.training, work.layer);
    NestBuilder nest(Phase::update, work.layer, work.array_lanes);
    nest.loop(Dimension::outputs, shape.outputs, [&](const AffineIndex& j) {
        nest.blocks(Dimension::inputs, shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest.samples(work.training.batch, [&](const Sample& sample) {
                const Factor column = activation_factor(work.head, {Tensor::activation, work.layer - 1}, i, true);
                std::vector<Factor> factors = delta.factors(j);
                factors.push_back(column);
                if (!delta.is_output()) nest.times(factors, [&] { add_chain(nest, j, sample.index, lanes); });
                const OperandRequest activation =
                    read_lanes({Tensor::activation, work.layer - 1}, sample.index * shape.inputs + i);
                add_update_step(nest, work, {model::Parameters::weights, j * shape.inputs + i}, sample,
                                times(delta.term(j, sample.index, lanes), activation, column, products));
            });
        });
        if (!shape.bias) return;
        nest.samples(work.training.batch, [&](const Sample& sample) {
            if (!delta.is_output()) {
                nest.times(delta.factors(j), [&] { add_chain(nest, j, sample.index, 1); });
            }
            add_update_step(nest, work, {model::Parameters::biases, j}, sample, delta.term(j, sample.index, 1));
        });
    });
    return nest.finish();
}

std::uint64_t chain_count(const model::Head& head, const model::Training& training, std::uint32_t layer)
{
    return checked_multiply(training.batch, checked_add(head.weights(layer), head.biases(layer)));
}

void add_chain_update_accesses(const model::Head& head, const model::Training& training, std::uint32_t layer,
                               OperandTally& tally)
{
    const auto key = [layer](Tensor tensor) { return OperandKey{Phase::update, layer, tensor}; };
    const std::uint64_t chains = chain_count(head, training, layer);
    if (layer == head.depth()) {
        tally.add_reads(key(OutputDelta(head, training).source()), chains);
        tally.add_reads(key(Tensor::target), chains);
    } else {
        tally.add_reads(key(model::NodeSlope(head, training, layer).source()), chains);
    }
    tally.add_reads(key(Tensor::activation), checked_multiply(training.batch, head.weights(layer)));
    add_parameter_accesses(head, training, Phase::update, layer, tally);
}

}  // namespace deltasim::schedule
