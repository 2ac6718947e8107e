// SPDX-License-Identifier: MIT
#include "mapping/lane_store.hpp"

#include <algorithm>
#include <utility>

#include "model/value_format.hpp"

namespace deltasim::mapping
{

namespace
{

std::uint64_t value_of(const schedule::AffineIndex& index, const std::vector<std::uint64_t>& indices)
{
    std::uint64_t value = index.constant;
    for (std::size_t d = 0; d < index.coefficients.size(); ++d) {
        if (index.coefficients[d] != 0) value += index.coefficients[d] * indices[d];
    }
    return value;
}

template <class Word>
Word& at(std::vector<Word>& words, std::size_t index)
{
    if (words.size() <= index) words.resize(index + 1);
    return words[index];
}

/// Copies a word into the registers, or back.
template <class Register>
void move(double& store, Register& registers, bool back)
{
    if (back) {
        store = registers;
    } else {
        registers = static_cast<Register>(store);
    }
}

}  // namespace

void LaneStore::clear()
{
    held_.clear();
    rows_.clear();
    lanes_.clear();
}

void LaneStore::take(const schedule::Step& step, const schedule::RegisterUse& use,
                     const std::vector<std::uint64_t>& indices, const Place& place, schedule::LaneRegisters& registers,
                     bool back)
{
    if (use.passing) return;
    const std::uint64_t index =
        value_of(use.index, indices) + place.row * use.row_words + place.column * use.column_words;
    switch (use.kind) {
    case schedule::Register::sum: {
        if (use.by_sample) {
            for (std::uint64_t w = 0; w < use.words; ++w) {
                const std::size_t number = use.words > 1 ? w : registers.sample;
                move(at(held(use, index + w * use.stride).lanes, 0), registers.sums(number, 1)[0], back);
            }
            return;
        }
        Held& sum = held(use, index);
        if (step.unit == schedule::StepUnit::row_end || step.reduces) {
            const std::uint64_t sums = std::max<std::uint64_t>(step.sums, 1);
            sum.lanes.resize(std::max<std::size_t>(sum.lanes.size(), sums), 0.0);
            std::vector<double>& lanes = registers.sums(use.number, sum.lanes.size());
            for (std::size_t p = 0; p < sum.lanes.size(); ++p) move(sum.lanes[p], lanes[p], back);
            if (back) {
                sum.carried = registers.carried;
                if (step.counted) sum.carried.reset();
                registers.carried.reset();
            } else {
                registers.carried = sum.carried;
            }
            return;
        }
        // Neighbouring lanes that add to the same sum hold parts of it.
        const std::uint64_t columns = step.rows > 0 ? step.lanes / step.rows : 1;
        const std::uint64_t lane = use.row_words == 0 && step.rows > 1    ? place.row
                                   : use.column_words == 0 && columns > 1 ? place.column
                                                                          : 0;
        move(at(sum.lanes, lane), registers.sums(use.number, 1)[0], back);
        return;
    }
    case schedule::Register::gradient: move(at(held(use, index).lanes, 0), at(registers.gradient, 0), back); return;
    case schedule::Register::latched_delta:
        for (std::uint64_t w = 0; w < use.words; ++w) {
            const std::size_t sample = use.words > 1 ? w : registers.sample;
            move(at(held(use, index + w * use.stride).lanes, 0), at(registers.deltas, sample), back);
        }
        return;
    case schedule::Register::kept_activation:
        if (registers.activations.size() <= registers.sample) registers.activations.resize(registers.sample + 1);
        move(at(held(use, index).lanes, 0), at(registers.activations[registers.sample], 0), back);
        return;
    case schedule::Register::row_start: move(at(held(use, index).lanes, 0), registers.row_start, back); return;
    case schedule::Register::row:
        std::swap(rows_[index].row, registers.row);
        std::swap(rows_[index].written, registers.row_written);
        return;
    }
}

/// Moves partial sums from the lanes to memory, or back.
void LaneStore::move_sum(const schedule::Step& step, schedule::LaneRegisters& registers, double& word)
{
    const schedule::RegisterUse& use = step.registers.front();
    const bool leaves = step.unit != schedule::StepUnit::load;
    if (use.kind == schedule::Register::gradient) {
        double& sum = at(registers.gradient, 0);
        (leaves ? word : sum) = std::exchange(leaves ? sum : word, 0.0);
    } else if (!step.reduces) {
        double& sum = registers.sums(use.number, 1)[0];
        (leaves ? word : sum) = std::exchange(leaves ? sum : word, 0.0);
    } else if (leaves) {
        word = std::exchange(registers.carried, std::nullopt).value_or(0.0);
        for (double& lane : registers.sums(use.number, step.sums)) {
            model::add_partial_sum(use.whole_numbers, word, std::exchange(lane, 0.0));
        }
    } else {
        registers.carried = word;
    }
}

/// Performs the work of the lane at (r, c), or, without rows and columns, of all lanes.
void LaneStore::perform(const schedule::Step& step, const std::vector<std::uint64_t>& indices, const Place& place,
                        const Access& access)
{
    const bool grid = step.rows > 0;
    const std::uint64_t lanes = grid ? 1 : step.lanes;
    schedule::LaneRegisters& registers = lanes_[place.number];
    const std::uint64_t sample = value_of(step.sample, indices);
    const auto word = [&](std::size_t o, std::uint64_t lane) -> double& {
        const schedule::Operand& operand = step.operands[o];
        return access.word(o, grid ? place.row * operand.row_words + place.column * operand.column_words : lane);
    };
    const auto take_all = [&](bool back) {
        for (const schedule::RegisterUse& use : step.registers) {
            registers.sample = sample;
            take(step, use, indices, place, registers, back);
        }
        registers.sample = sample;
    };
    registers.partial_sums = step.sums;
    if (!step.counted) {
        take_all(false);
        move_sum(step, registers, word(0, 0));
        return take_all(true);
    }
    schedule::StepValues values{lanes, {}, {}, registers};
    for (std::size_t o = 0; o < step.operands.size(); ++o) {
        const schedule::Operand& operand = step.operands[o];
        const std::uint64_t lies = value_of(operand.place, indices) + place.row * operand.place_row_words +
                                   place.column * operand.place_column_words;
        const schedule::LaneWords number{access.number(o, lies), false};
        if (access.written(o)) {
            values.written.emplace_back(lanes);
            values.written_words.push_back(number);
            continue;
        }
        values.read_words.push_back(number);
        std::vector<float>& read = values.read.emplace_back();
        for (std::uint64_t lane = 0; lane < lanes; ++lane) read.push_back(static_cast<float>(word(o, lane)));
    }
    take_all(false);
    step.compute(values);
    take_all(true);
    for (std::size_t o = 0, w = 0; o < step.operands.size(); ++o) {
        if (!access.written(o)) continue;
        for (std::uint64_t lane = 0; lane < lanes; ++lane) {
            word(o, lane) = static_cast<double>(values.written[w][lane]);
        }
        ++w;
    }
}

void LaneStore::perform(const schedule::Step& step, const std::vector<std::uint64_t>& indices, const Access& access)
{
    if (step.unit == schedule::StepUnit::engine) {
        for (std::uint64_t word = 0; word < step.lanes; ++word) access.word(1, word) = access.word(0, word);
        return;
    }
    if (!step.compute && step.registers.empty()) return;
    const std::uint64_t rows = step.rows > 0 ? step.rows : 1;
    const std::uint64_t columns = step.rows > 0 ? step.lanes / step.rows : 1;
    if (lanes_.size() < rows * columns) lanes_.resize(rows * columns);
    for (std::uint64_t r = 0; r < rows; ++r) {
        for (std::uint64_t c = 0; c < columns; ++c) perform(step, indices, {r, c, r * columns + c}, access);
    }
}

}  // namespace deltasim::mapping
