// SPDX-License-Identifier: MIT
#include "systemc/lane_values.hpp"

#include <bit>

namespace deltasim::systemc
{

void LaneValues::perform_streaming(const StepCursor& cursor, IssuedStep& issued)
{
    const PlannedStep& step = cursor.step();
    const std::uint64_t lanes = step.step->lanes;
    schedule::StepValues values{lanes, {}, {}, registers_};
    const auto lane_words = [&](std::size_t o) -> schedule::LaneWords {
        return {cursor.operand(o).word_at(cursor.address(o)), cursor.operand(o).lane_words > 0};
    };
    for (std::size_t o = step.reads; o < step.writes; ++o) {
        const PlannedOperand& operand = cursor.operand(o);
        std::vector<float>& words = values.read.emplace_back(lanes);
        for (std::uint64_t lane = 0; lane < lanes; ++lane) {
            const std::uint64_t address = cursor.address(o, lane * operand.lane_words * operand.word_bytes);
            move_word_(operand.memory, address, tlm::TLM_READ_COMMAND, operand.format, words[lane]);
        }
        values.read_words.push_back(lane_words(o));
    }
    values.written.assign(step.end - step.writes, std::vector<float>(lanes));
    for (std::size_t o = step.writes; o < step.end; ++o) values.written_words.push_back(lane_words(o));
    step.step->compute(values);
    for (std::vector<ResultTarget>* targets : {&issued.on_chip, &issued.off_chip}) {
        for (ResultTarget& target : *targets) target.values = values.written[target.operand - step.writes];
    }
}

void LaneValues::perform_mapped(const StepCursor& cursor)
{
    struct Word {
        const PlannedOperand* operand = nullptr;
        double before = 0.0;
        double now = 0.0;
    };
    std::map<std::pair<std::size_t, std::uint64_t>, Word> words;
    const PlannedStep& step = cursor.step();
    const auto word = [&](std::size_t o, std::uint64_t offset) -> double& {
        const PlannedOperand& operand = cursor.operand(step.reads + o);
        const std::uint64_t address = cursor.address(step.reads + o, offset * operand.word_bytes);
        const auto [place, is_new] = words.try_emplace({operand.memory, address});
        if (is_new) {
            float held = 0.0F;
            move_word_(operand.memory, address, tlm::TLM_READ_COMMAND, operand.format, held);
            const auto sum = sums_.find(place->first);
            const bool is_sum = operand.tensor == Tensor::partial_sum && sum != sums_.end();
            const double value = is_sum ? sum->second : held;
            place->second = {&operand, value, value};
        }
        return place->second.now;
    };
    lane_store_.perform(
        *step.step, cursor.indices(),
        {word, [&](std::size_t o, std::uint64_t place) { return cursor.operand(step.reads + o).word_of(place); },
         [&](std::size_t o) { return step.reads + o >= step.writes; }});
    for (const auto& [place, moved] : words) {
        if (std::bit_cast<std::uint64_t>(moved.now) == std::bit_cast<std::uint64_t>(moved.before)) continue;
        auto number = static_cast<float>(moved.now);
        move_word_(place.first, place.second, tlm::TLM_WRITE_COMMAND, moved.operand->format, number);
        if (moved.operand->tensor == Tensor::partial_sum) sums_[place] = moved.now;
    }
}

}  // namespace deltasim::systemc
