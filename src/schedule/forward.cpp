// SPDX-License-Identifier: MIT
#include "schedule/forward.hpp"

#include <algorithm>

#include "core/checked.hpp"
#include "schedule/lane_arithmetic.hpp"

namespace deltasim
{

namespace
{

/// sum[lane] += weight * activation
void multiply_accumulate(StepValues& values)
{
    std::vector<float>& sums = values.registers.sums(0, values.lanes);
    for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
        const float product = values.read[0][lane] * values.read[1][lane];
        sums[lane] += product;
    }
}

/// The bias plus the lanes' partial sums in lane order; the sums start anew.
float end_row(StepValues& values, std::uint64_t partial_sums)
{
    std::vector<float>& sums = values.registers.sums(0, partial_sums);
    float z = values.read[0][0];
    for (std::uint64_t lane = 0; lane < partial_sums; ++lane) {
        z += sums[lane];
        sums[lane] = 0.0F;
    }
    return z;
}

/// Softmax over the whole row when its first block leaves the array, then block by block.
void write_softmax(StepValues& values)
{
    LaneRegisters& registers = values.registers;
    if (registers.row_written == 0) softmax(registers.row.data(), registers.row.size());
    for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
        values.written[0][lane] = registers.row[registers.row_written++];
    }
    if (registers.row_written == registers.row.size()) {
        registers.row.clear();
        registers.row_written = 0;
    }
}

}  // namespace

LoopNest forward_nest(const Head& head, std::uint32_t layer, std::uint64_t array_lanes)
{
    const Layer& shape = head.layer(layer);
    const Activation f = shape.activation;
    const bool keeps_row = f == Activation::softmax;
    const bool keeps_z = derivative_needs_preactivation(f);
    const std::uint64_t partial_sums = std::min(array_lanes, shape.inputs);

    NestBuilder nest(Phase::forward, layer, array_lanes);
    nest.loop(shape.outputs, [&](const AffineIndex& j) {
        nest.blocks(shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest.step({.lanes = lanes, .operations = lane_operations(1, 0, 0), .compute = multiply_accumulate},
                      {read_lanes(Tensor::weight, layer, j * shape.inputs + i),
                       read_lanes(Tensor::activation, layer - 1, i)});
        });
        std::vector<OperandRequest> operands{read_shared(Tensor::bias, layer, j)};
        if (!keeps_row) operands.push_back(write_lanes(Tensor::activation, layer, j));
        if (keeps_z) operands.push_back(write_lanes(Tensor::preactivation, layer, j));
        nest.step({.unit = StepUnit::row_end,
                   .operations = lane_operations(0, partial_sums, 0) + activation_operations(f),
                   .compute =
                       [=](StepValues& values) {
                           const float z = end_row(values, partial_sums);
                           if (keeps_row) {
                               values.registers.row.push_back(z);
                               return;
                           }
                           values.written[0][0] = activate(f, z);
                           if (keeps_z) values.written[1][0] = z;
                       }},
                  operands);
    });
    if (keeps_row) {
        nest.blocks(shape.outputs, [&](const AffineIndex& j, std::uint64_t lanes) {
            nest.step(
                {.lanes = lanes, .operations = softmax_operations(), .needs_result = true, .compute = write_softmax},
                {write_lanes(Tensor::activation, layer, j)});
        });
    }
    return nest.finish();
}

void add_forward_accesses(const Head& head, OperandTally& tally)
{
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const Layer& layer = head.layer(l);
        const std::uint64_t weights = checked_multiply(layer.outputs, layer.inputs);
        const auto key = [l](Tensor tensor) { return OperandKey{Phase::forward, l, tensor}; };
        tally.add_reads(key(Tensor::weight), weights);
        tally.add_reads(key(Tensor::activation), weights);
        tally.add_reads(key(Tensor::bias), layer.outputs);
        tally.add_writes(key(Tensor::activation), layer.outputs);
        if (derivative_needs_preactivation(layer.activation)) {
            tally.add_writes(key(Tensor::preactivation), layer.outputs);
        }
    }
}

}  // namespace deltasim
