// SPDX-License-Identifier: MIT
#include "sim/steps/value_mover.hpp"

#include <algorithm>

namespace deltasim::sim
{

void ValueMover::move_mapped(const BoundNest& nest, const BoundStep& step)
{
    lane_store_.perform(
        *step.step, nest.at.indices,
        {[&](std::size_t o, std::uint64_t offset) -> double& {
             const BoundOperand& operand = nest.operands[step.reads + o];
             const std::uint64_t address = nest.at.addresses[step.reads + o] + offset * operand.word_bytes;
             return operand.memory->contents()[operand.place(*nest.nest, address) / value_bytes_];
         },
         [&](std::size_t o, std::uint64_t place) { return nest.operands[step.reads + o].word_of(place); },
         [&](std::size_t o) { return nest.operands[step.reads + o].kind.direction == Direction::write; }});
}

void ValueMover::move(const BoundNest& nest, const BoundStep& step, const StepNeeds* needs)
{
    if (nest.nest->mapped) return move_mapped(nest, step);
    schedule::StepValues values{step.step->lanes, {}, {}, array_.registers()};
    const auto word_of_lane = [&](std::size_t o, std::uint64_t lane) -> double& {
        const BoundOperand& operand = nest.operands[o];
        const std::uint64_t address = nest.at.addresses[o] + lane * operand.lane_words * operand.word_bytes;
        return operand.memory->contents()[address / value_bytes_];
    };
    const auto lane_words = [&](std::size_t o) -> schedule::LaneWords {
        return {nest.operands[o].word_at(nest.at.addresses[o]), nest.operands[o].lane_words > 0};
    };
    // A word that one lane has read is there for all lanes that share it.
    const auto is_needed = [&](std::size_t o, std::uint64_t lane) {
        if (needs == nullptr) return true;
        const std::uint8_t* const words = needs->of(o - step.reads);
        const bool is_shared = nest.operands[o].lane_words == 0;
        return is_shared ? std::any_of(words, words + needs->lanes, [](auto need) { return need != 0; })
                         : words[lane] != 0;
    };
    for (std::size_t o = step.reads; o < step.writes; ++o) {
        std::vector<float>& lanes = values.read.emplace_back(values.lanes);
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
            if (!is_needed(o, lane)) continue;
            lanes[lane] = static_cast<float>(word_of_lane(o, lane));
        }
        values.read_words.push_back(lane_words(o));
    }
    values.written.assign(step.end - step.writes, std::vector<float>(values.lanes));
    for (std::size_t o = step.writes; o < step.end; ++o) values.written_words.push_back(lane_words(o));
    array_.compute(*step.step, values);
    for (std::size_t o = step.writes; o < step.end; ++o) {
        const std::vector<float>& lanes = values.written[o - step.writes];
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
            if (is_needed(o, lane)) word_of_lane(o, lane) = lanes[lane];
        }
    }
}

}  // namespace deltasim::sim
