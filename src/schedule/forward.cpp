// SPDX-License-Identifier: MIT
#include "schedule/forward.hpp"

#include <algorithm>
#include <utility>

#include "core/checked.hpp"
#include "schedule/lane_arithmetic.hpp"

namespace deltasim::schedule
{

namespace
{

/// The start of the row plus the partial sums of the lanes in lane order; the sums then start anew.
float end_row(LaneRegisters& registers, const model::Products& products, float start, std::uint64_t partial_sums)
{
    std::vector<double>& sums = registers.sums(0, partial_sums);
    model::RowEnd row(products, start);
    if (registers.carried) row.add(*registers.carried);
    for (std::uint64_t lane = 0; lane < partial_sums; ++lane) row.add(std::exchange(sums[lane], 0.0));
    return row.z();
}

/// Softmax over the whole row when its first block leaves the array; after that the blocks follow one by one.
void write_softmax(StepValues& values, const model::ValueFormat& format)
{
    LaneRegisters& registers = values.registers;
    if (registers.row_written == 0) model::softmax(registers.row.data(), registers.row.size());
    for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
        values.written[0][lane] = format(registers.row[registers.row_written++], values.written_words[0][lane]);
    }
    if (registers.row_written == registers.row.size()) {
        registers.row.clear();
        registers.row_written = 0;
    }
}

}  // namespace

void add_row_end(NestBuilder& nest, const LayerWork& work, const AffineIndex& j, const AffineIndex& sample,
                 RowStart start)
{
    const model::Layer& shape = work.shape();
    const model::NodeActivation f(work.head, work.training, work.layer);
    const bool keeps_row = shape.activation == model::Activation::softmax;
    const bool keeps_z = model::derivative_needs_preactivation(shape.activation);
    const bool reads_bias = shape.bias && start == RowStart::bias;
    const bool holds_bias = shape.bias && start == RowStart::register_file;
    const std::uint64_t partial_sums = std::min(std::max<std::uint64_t>(work.array_lanes, 1), shape.inputs);
    const AffineIndex node = sample * shape.outputs + j;
    std::vector<OperandRequest> operands;
    if (reads_bias) operands.push_back(read_shared({Tensor::bias, work.layer}, j));
    if (!keeps_row) operands.push_back(write_lanes({Tensor::activation, work.layer}, node));
    if (keeps_z) operands.push_back(write_lanes({Tensor::preactivation, work.layer}, node));
    const model::Products products = row_products(work.training, work.layer);
    const model::ValueFormat a_format = model::format_of(work.training, {Tensor::activation, work.layer});
    const model::ValueFormat z_format = model::format_of(work.training, {Tensor::preactivation, work.layer});
    std::vector<RegisterUse> held{{.kind = Register::sum, .index = node, .whole_numbers = products.whole_numbers()}};
    if (holds_bias) held.push_back({.kind = Register::row_start, .index = j});
    if (keeps_row) held.push_back({.kind = Register::row, .index = sample});
    nest.step({.unit = StepUnit::row_end,
               .operations = lane_operations(0, partial_sums, 0) + f.operations(),
               .compute =
                   [=](StepValues& values) {
                       LaneRegisters& registers = values.registers;
                       const float from = reads_bias ? values.read[0][0] : holds_bias ? registers.row_start : 0.0F;
                       const float z =
                           end_row(registers, products, from, std::max(partial_sums, registers.partial_sums));
                       if (keeps_row) {
                           registers.row.push_back(z);
                           return;
                       }
                       const std::uint64_t word = values.written_words[0][0];
                       values.written[0][0] = a_format(f(z, word), word);
                       if (keeps_z) values.written[1][0] = z_format(z, word);
                   },
               .registers = held},
              operands);
}

void add_softmax(NestBuilder& nest, const LayerWork& work, const AffineIndex& sample)
{
    const model::Layer& shape = work.shape();
    if (shape.activation != model::Activation::softmax) return;
    const model::ValueFormat format = model::format_of(work.training, {Tensor::activation, work.layer});
    nest.blocks(Dimension::outputs, shape.outputs, [&](const AffineIndex& j, std::uint64_t lanes) {
        nest.step({.lanes = lanes,
                   .operations = model::softmax_operations(),
                   .needs_result = true,
                   .compute = [format](StepValues& values) { write_softmax(values, format); },
                   .registers = {{.kind = Register::row, .index = sample}}},
                  {write_lanes({Tensor::activation, work.layer}, sample * shape.outputs + j)});
    });
}

LoopNest forward_nest(const LayerWork& work, SampleRange samples)
{
    const model::Layer& shape = work.shape();
    NestBuilder nest(Phase::forward, work.layer, work.array_lanes);
    nest.each_sample(samples, [&](const AffineIndex& sample) {
        nest.loop(Dimension::outputs, shape.outputs, [&](const AffineIndex& j) {
            nest.blocks(Dimension::inputs, shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
                nest.step({.lanes = lanes,
                           .operations = lane_operations(1, 0, 0),
                           .compute = MultiplyAccumulate{row_products(work.training, work.layer)},
                           .registers = {{.kind = Register::sum,
                                          .index = sample * shape.outputs + j,
                                          .whole_numbers = row_products(work.training, work.layer).whole_numbers()}},
                           .products = {{.factors = {activation_factor(work.head, {Tensor::activation, work.layer - 1},
                                                                       i, true)},
                                         .operands = {0, 1},
                                         .operations = lane_operations(1, 0, 0)}}},
                          {read_lanes({Tensor::weight, work.layer}, j * shape.inputs + i),
                           read_lanes({Tensor::activation, work.layer - 1}, sample * shape.inputs + i)});
            });
            add_row_end(nest, work, j, sample, RowStart::bias);
        });
        add_softmax(nest, work, sample);
    });
    LoopNest finished = nest.finish();
    finished.samples = samples;
    return finished;
}

void add_forward_phase(const StepWork& work, SampleRange samples, Program& program)
{
    for (std::uint32_t l = 1; l <= work.head.depth(); ++l) {
        program.nests.push_back(forward_nest(work.layer(l), samples));
    }
}

void add_forward_phase(const StepWork& work, Program& program) { add_forward_phase(work, work.all_samples(), program); }

void add_forward_accesses(const model::Head& head, std::uint32_t layer, std::uint64_t samples, OperandTally& tally)
{
    const auto key = [layer](Tensor tensor) { return OperandKey{Phase::forward, layer, tensor}; };
    const std::uint64_t weights = checked_multiply(samples, head.weights(layer));
    const std::uint64_t nodes = checked_multiply(samples, head.width(layer));
    tally.add_reads(key(Tensor::weight), weights);
    tally.add_reads(key(Tensor::activation), weights);
    if (head.layer(layer).bias) tally.add_reads(key(Tensor::bias), nodes);
    add_row_end_accesses(head, layer, samples, tally);
}

void add_row_end_accesses(const model::Head& head, std::uint32_t layer, std::uint64_t samples, OperandTally& tally)
{
    const std::uint64_t nodes = checked_multiply(samples, head.width(layer));
    tally.add_writes({Phase::forward, layer, Tensor::activation}, nodes);
    if (model::derivative_needs_preactivation(head.layer(layer).activation)) {
        tally.add_writes({Phase::forward, layer, Tensor::preactivation}, nodes);
    }
}

void add_forward_accesses(const model::Head& head, const model::Training& training, OperandTally& tally)
{
    for (std::uint32_t l = 1; l <= head.depth(); ++l) add_forward_accesses(head, l, training.batch, tally);
}

}  // namespace deltasim::schedule
