// SPDX-License-Identifier: MIT
#include "schedule/naive.hpp"

#include <map>
#include <utility>

#include "core/checked.hpp"
#include "schedule/forward.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/parameter_update.hpp"

namespace deltasim
{

namespace
{

/// Writes the nest of one layer's update.
class NaiveUpdate
{
public:
    NaiveUpdate(const Head& head, const Training& training, std::uint32_t layer, std::uint64_t array_lanes)
        : head_(head), output_delta_(head, training), gradient_step_(training), layer_(layer),
          nest_(Phase::update, layer, array_lanes)
    {
    }

    LoopNest write()
    {
        const Layer& shape = head_.layer(layer_);
        nest_.loop(shape.outputs, [&](const AffineIndex& j) {
            nest_.blocks(shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
                add_chain(layer_, j, lanes);
                add_weight_step(j, i, lanes);
            });
            add_chain(layer_, j, 1);
            add_bias_step(j);
        });
        return nest_.finish();
    }

private:
    [[nodiscard]] bool is_output() const { return layer_ == head_.depth(); }

    /// The sum of G(l, j) over the nodes k of the layer above, into accumulator l - layer. The output layer has none:
    /// its G is had on the spot.
    void add_chain(std::uint32_t l, const AffineIndex& j, std::uint64_t lanes)
    {
        if (l == head_.depth()) return;
        nest_.loop(head_.width(l + 1), [&](const AffineIndex& k) {
            add_chain(l + 1, k, lanes);
            add_chain_step(l, k * head_.width(l) + j, k, lanes);
        });
    }

    /// sum += W[l+1][k][j] * G(l+1, k)
    void add_chain_step(std::uint32_t l, const AffineIndex& weight, const AffineIndex& k, std::uint64_t lanes)
    {
        const std::uint32_t above = l + 1;
        const std::size_t sum = l - layer_;
        const OperandRequest read_weight = read_shared(Tensor::weight, above, weight);
        if (above == head_.depth()) {
            nest_.step(
                {.lanes = lanes,
                 .operations = output_delta_.operations() + lane_operations(1, 0, 0),
                 .compute =
                     [sum, g = output_delta_](StepValues& values) {
                         std::vector<float>& sums = values.registers.sums(sum, values.lanes);
                         for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                             const float delta = g(values.read[1][lane], values.read[2][lane]);
                             const float product = values.read[0][lane] * delta;
                             sums[lane] += product;
                         }
                     }},
                {read_weight, read_shared(output_delta_.source(), above, k), read_shared(Tensor::target, above, k)});
            return;
        }
        const Layer& shape = head_.layer(above);
        nest_.step({.lanes = lanes,
                    .operations = derivative_operations(shape.activation) + lane_operations(1, 0, 1),
                    .needs_result = true,
                    .compute =
                        [sum, f = shape.activation](StepValues& values) {
                            values.registers.sums(sum + 1, values.lanes);  // both exist before references are taken
                            std::vector<float>& sums = values.registers.sums(sum, values.lanes);
                            std::vector<float>& sums_above = values.registers.sums(sum + 1, values.lanes);
                            for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                                const float delta = derivative(f, values.read[1][lane]) * sums_above[lane];
                                const float product = values.read[0][lane] * delta;
                                sums[lane] += product;
                                sums_above[lane] = 0.0F;
                            }
                        }},
                   {read_weight, read_shared(slope_source(shape), above, k)});
    }

    /// What G(layer, j) still reads after its chain.
    [[nodiscard]] std::vector<OperandRequest> node_operands(const AffineIndex& j) const
    {
        if (!is_output()) return {read_shared(slope_source(head_.layer(layer_)), layer_, j)};
        return {read_shared(output_delta_.source(), layer_, j), read_shared(Tensor::target, layer_, j)};
    }

    [[nodiscard]] OperationCounts node_operations() const
    {
        if (is_output()) return output_delta_.operations();
        return derivative_operations(head_.layer(layer_).activation) + lane_operations(0, 0, 1);
    }

    /// G(layer, j) in each lane, from the node operands and the chain's sum, which starts anew.
    [[nodiscard]] std::function<float(StepValues&, std::uint64_t lane)> node_delta() const
    {
        if (is_output()) {
            return [g = output_delta_](StepValues& values, std::uint64_t lane) {
                return g(values.read[0][lane], values.read[1][lane]);
            };
        }
        return [f = head_.layer(layer_).activation](StepValues& values, std::uint64_t lane) {
            float& sum = values.registers.sums(0, values.lanes)[lane];
            return derivative(f, values.read[0][lane]) * std::exchange(sum, 0.0F);
        };
    }

    void add_weight_step(const AffineIndex& j, const AffineIndex& i, std::uint64_t lanes)
    {
        const AffineIndex weight = j * head_.width(layer_ - 1) + i;
        std::vector<OperandRequest> operands = node_operands(j);
        const std::size_t activation = operands.size();
        operands.push_back(read_lanes(Tensor::activation, layer_ - 1, i));
        operands.push_back(read_lanes(Tensor::weight, layer_, weight));
        operands.push_back(write_lanes(Tensor::weight, layer_, weight));
        nest_.step({.lanes = lanes,
                    .operations = node_operations() + lane_operations(0, 0, 1) + GradientStep::operations(),
                    .needs_result = !is_output(),
                    .compute =
                        [activation, delta = node_delta(), step = gradient_step_](StepValues& values) {
                            for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                                const float gradient = delta(values, lane) * values.read[activation][lane];
                                values.written[0][lane] = step(values.read[activation + 1][lane], gradient);
                            }
                        }},
                   operands);
    }

    void add_bias_step(const AffineIndex& j)
    {
        std::vector<OperandRequest> operands = node_operands(j);
        const std::size_t bias = operands.size();
        operands.push_back(read_shared(Tensor::bias, layer_, j));
        operands.push_back(write_lanes(Tensor::bias, layer_, j));
        nest_.step({.operations = node_operations() + GradientStep::operations(),
                    .needs_result = !is_output(),
                    .compute =
                        [bias, delta = node_delta(), step = gradient_step_](StepValues& values) {
                            values.written[0][0] = step(values.read[bias][0], delta(values, 0));
                        }},
                   operands);
    }

    const Head& head_;
    OutputDelta output_delta_;
    GradientStep gradient_step_;
    std::uint32_t layer_;
    NestBuilder nest_;
};

/// Reads by tensor of one G(l, j).
using ChainReads = std::map<Tensor, std::uint64_t>;

ChainReads chain_reads(const Head& head, const Training& training, std::uint32_t l)
{
    if (l == head.depth()) return {{OutputDelta(head, training).source(), 1}, {Tensor::target, 1}};
    ChainReads reads = chain_reads(head, training, l + 1);
    reads[Tensor::weight] = checked_add(reads[Tensor::weight], 1);
    for (auto& [tensor, count] : reads) count = checked_multiply(count, head.width(l + 1));
    const Tensor slope = slope_source(head.layer(l));
    reads[slope] = checked_add(reads[slope], 1);
    return reads;
}

}  // namespace

Program naive_program(const Head& head, const Training& training, std::uint64_t lanes)
{
    Program program;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) program.nests.push_back(forward_nest(head, l, lanes));
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        program.nests.push_back(NaiveUpdate(head, training, l, lanes).write());
    }
    return program;
}

OperandTally naive_operand_accesses(const Head& head, const Training& training)
{
    OperandTally tally;
    add_forward_accesses(head, tally);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        const std::uint64_t nodes = head.width(l);
        const std::uint64_t weights = checked_multiply(nodes, head.width(l - 1));
        const auto key = [l](Tensor tensor) { return OperandKey{Phase::update, l, tensor}; };
        for (const auto& [tensor, count] : chain_reads(head, training, l)) {
            tally.add_reads(key(tensor), checked_multiply(count, checked_add(weights, nodes)));
        }
        add_parameter_accesses(head, l, tally);
    }
    return tally;
}

}  // namespace deltasim
