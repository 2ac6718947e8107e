// SPDX-License-Identifier: MIT
#include "schedule/core_bound.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "core/checked.hpp"
#include "core/real.hpp"

namespace deltasim::schedule
{

namespace
{

/// The most that an instruction does in the precision of one of these tensors.
machine::InstructionWidth best_width(const machine::Instructions& cores, const model::TensorPrecisions& precisions,
                                     std::span<const Tensor> tensors)
{
    machine::InstructionWidth best{1, 1, std::numeric_limits<std::uint64_t>::max()};
    for (const Tensor tensor : tensors) {
        const machine::InstructionWidth& width = cores.widths[static_cast<std::size_t>(precisions.of(tensor))];
        best.words = std::max(best.words, width.words);
        best.macs = std::max(best.macs, width.macs);
        best.unpack = std::min(best.unpack, width.unpack);
    }
    return best;
}

/// Words that the lanes load in the forward pass, at least.
double loaded_words(const LaneWork& work, const machine::PeArrayConfig& array)
{
    const double again = real(work.forward_steps - work.first_forward_steps);
    if (array.multicast_rows || array.multicast_columns || array.operand_broadcast) {
        return array.registers > 0 ? 0.0 : again * (1.0 / real(array.rows) + 1.0 / real(array.columns));
    }
    return array.registers > 0 ? real(work.forward_steps) : real(work.forward_steps) + again;
}

}  // namespace

std::uint64_t least_cycles(const LaneWork& work, const machine::PeArrayConfig& array,
                           const model::TensorPrecisions& precisions)
{
    const std::uint64_t interval = array.operations[static_cast<std::size_t>(Operation::mac)].interval_cycles;
    if (!array.instructions) return divide_up(checked_multiply(work.macs, interval), array.lanes);
    const machine::Instructions& cores = *array.instructions;
    constexpr std::array multiplied{Tensor::weight,   Tensor::activation,      Tensor::delta,
                                    Tensor::gradient, Tensor::optimizer_state, Tensor::master_weight};
    constexpr std::array loaded{Tensor::weight, Tensor::activation};
    const machine::InstructionWidth width = best_width(cores, precisions, loaded);
    const std::uint64_t macs_at_once = best_width(cores, precisions, multiplied).macs;
    const double load = real(cores.load_cycles + width.unpack) / real(width.words);
    const double slots = real(work.macs) * real(interval) / real(macs_at_once) +
                         real(work.steps) * real(cores.step) / real(divide_up(array.lanes, cores.cores)) +
                         loaded_words(work, array) * load;
    constexpr double rounding = 1e-12;
    return static_cast<std::uint64_t>(std::ceil(slots / real(cores.cores * cores.issue_width) * (1.0 - rounding)));
}

}  // namespace deltasim::schedule
