// SPDX-License-Identifier: MIT
#include "schedule/delta_phase.hpp"

#include <utility>

#include "core/checked.hpp"
#include "schedule/lane_arithmetic.hpp"

namespace deltasim::schedule
{

namespace
{

LoopNest output_delta_nest(const LayerWork& work, SampleRange samples)
{
    const OutputDelta output_delta(work.head, work.training);
    NestBuilder nest(Phase::delta, work.layer, work.array_lanes);
    nest.each_sample(samples, [&](const AffineIndex& sample) {
        nest.blocks(Dimension::outputs, work.head.classes(), [&](const AffineIndex& j, std::uint64_t lanes) {
            const AffineIndex node = sample * work.head.classes() + j;
            nest.step({.lanes = lanes,
                       .operations = output_delta.operations(),
                       .compute =
                           [output_delta](StepValues& values) {
                               for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                                   values.written[0][lane] = output_delta(values.read[0][lane], values.read[1][lane],
                                                                          values.written_words[0][lane]);
                               }
                           }},
                      {read_lanes({output_delta.source(), work.layer}, node),
                       read_lanes({Tensor::target, work.layer}, node), write_lanes({Tensor::delta, work.layer}, node)});
        });
    });
    return nest.finish();
}

/// d = f' times the sum of the chain, which starts anew.
void add_hidden_delta_step(NestBuilder& nest, const LayerWork& work, const AffineIndex& node, std::uint64_t lanes)
{
    const model::NodeSlope slope(work.head, work.training, work.layer);
    const model::ValueFormat format = model::format_of(work.training, {Tensor::delta, work.layer});
    nest.step({.lanes = lanes,
               .operations = slope.operations() + lane_operations(0, 0, 1),
               .needs_result = true,
               .compute =
                   [slope, format](StepValues& values) {
                       std::vector<double>& sums = values.registers.sums(0, values.lanes);
                       for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                           const std::uint64_t word = values.written_words[0][lane];
                           const auto sum = static_cast<float>(std::exchange(sums[lane], 0.0));
                           values.written[0][lane] = format(slope(values.read[0][lane], word) * sum, word);
                       }
                   },
               .registers = {{.kind = Register::sum, .index = node}}},
              {read_lanes({slope.source(), work.layer}, node), write_lanes({Tensor::delta, work.layer}, node)});
}

LoopNest hidden_delta_nest(const LayerWork& work, SampleRange samples)
{
    const model::Layer& shape = work.shape();
    NestBuilder nest(Phase::delta, work.layer, work.array_lanes);
    nest.each_sample(samples, [&](const AffineIndex& sample) {
        nest.blocks(Dimension::inputs, shape.outputs, [&](const AffineIndex& j, std::uint64_t lanes) {
            nest.loop(Dimension::outputs, work.head.width(work.layer + 1), [&](const AffineIndex& k) {
                std::vector<Factor> factors = slope_factors(work.head, work.layer, j, true);
                factors.push_back(delta_factor(work.head, work.layer + 1, k, false));
                nest.step(
                    {.lanes = lanes,
                     .operations = lane_operations(1, 0, 0),
                     .compute = MultiplyAccumulate{chain_products(work.training, work.layer + 1)},
                     .registers = {{.kind = Register::sum, .index = sample * shape.outputs + j}},
                     .products = {{.factors = factors, .operands = {0, 1}, .operations = lane_operations(1, 0, 0)}}},
                    {read_shared({Tensor::delta, work.layer + 1}, sample * work.head.width(work.layer + 1) + k),
                     read_lanes({Tensor::weight, work.layer + 1}, k * shape.outputs + j)});
            });
            add_hidden_delta_step(nest, work, sample * shape.outputs + j, lanes);
        });
    });
    return nest.finish();
}

}  // namespace

LoopNest delta_nest(const LayerWork& work, SampleRange samples)
{
    return work.layer == work.head.depth() ? output_delta_nest(work, samples) : hidden_delta_nest(work, samples);
}

void add_delta_phase(const StepWork& work, SampleRange samples, std::uint32_t lowest, Program& program)
{
    for (std::uint32_t l = work.head.depth(); l >= lowest; --l) {
        program.nests.push_back(delta_nest(work.layer(l), samples));
    }
}

void add_delta_phase(const StepWork& work, std::uint32_t lowest, Program& program)
{
    add_delta_phase(work, work.all_samples(), lowest, program);
}

void add_delta_accesses(const model::Head& head, const model::Training& training, std::uint32_t lowest,
                        OperandTally& tally)
{
    for (std::uint32_t l = head.depth(); l >= lowest; --l) {
        const std::uint64_t nodes = checked_multiply(training.batch, head.width(l));
        const auto key = [l](Tensor tensor) { return OperandKey{Phase::delta, l, tensor}; };
        if (l == head.depth()) {
            tally.add_reads(key(OutputDelta(head, training).source()), nodes);
            tally.add_reads(key(Tensor::target), nodes);
        } else {
            const std::uint64_t weights_above = checked_multiply(head.width(l + 1), nodes);
            tally.add_reads(key(Tensor::delta), weights_above);
            tally.add_reads(key(Tensor::weight), weights_above);
            tally.add_reads(key(model::NodeSlope(head, training, l).source()), nodes);
        }
        tally.add_writes(key(Tensor::delta), nodes);
    }
}

}  // namespace deltasim::schedule
