// SPDX-License-Identifier: MIT
#include "schedule/loop_nest.hpp"

#include <algorithm>

#include "core/checked.hpp"

namespace deltasim::schedule
{

bool goes_on(const LoopNest& first, const LoopNest& others)
{
    return first.phase == others.phase && first.layer == others.layer && others.samples.first > 0 &&
           others.samples.first == first.samples.first + first.samples.count;
}

AffineIndex operator+(AffineIndex a, const AffineIndex& b)
{
    a.constant = checked_add(a.constant, b.constant);
    a.coefficients.resize(std::max(a.coefficients.size(), b.coefficients.size()), 0);
    for (std::size_t d = 0; d < b.coefficients.size(); ++d) {
        a.coefficients[d] = checked_add(a.coefficients[d], b.coefficients[d]);
    }
    return a;
}

AffineIndex operator*(AffineIndex a, std::uint64_t factor)
{
    a.constant = checked_multiply(a.constant, factor);
    for (std::uint64_t& coefficient : a.coefficients) coefficient = checked_multiply(coefficient, factor);
    return a;
}

AffineIndex operator+(AffineIndex a, std::uint64_t constant)
{
    a.constant = checked_add(a.constant, constant);
    return a;
}

namespace
{

void for_each_step(const Loop& loop, const std::function<void(const Step&)>& visit)
{
    for (const NestNode& node : loop.body) {
        if (const Step* step = std::get_if<Step>(&node)) {
            visit(*step);
        } else {
            for_each_step(std::get<Loop>(node), visit);
        }
    }
}

/// `times`: how often the body runs.
void for_each_step(const Loop& loop, std::uint64_t times,
                   const std::function<void(const Step&, std::uint64_t times)>& visit)
{
    for (const NestNode& node : loop.body) {
        if (const Step* step = std::get_if<Step>(&node)) {
            visit(*step, times);
        } else {
            const Loop& inner = std::get<Loop>(node);
            for_each_step(inner, checked_multiply(times, inner.count), visit);
        }
    }
}

std::uint64_t steps_in(const NestNode& node)
{
    if (std::holds_alternative<Step>(node)) return 1;
    const Loop& loop = std::get<Loop>(node);
    std::uint64_t steps = 0;
    for (const NestNode& inner : loop.body) steps = checked_add(steps, steps_in(inner));
    return checked_multiply(steps, loop.count);
}

/// Enlarges the arrays to what the steps inside `loop` access. `counts`: the counts of the loops around its body.
void measure(const LoopNest& nest, const Loop& loop, std::vector<std::uint64_t>& counts, model::TensorWords& words)
{
    for (const NestNode& node : loop.body) {
        const Step* step = std::get_if<Step>(&node);
        if (step == nullptr) {
            const Loop& inner = std::get<Loop>(node);
            if (inner.count == 0) continue;
            counts.push_back(inner.count);
            measure(nest, inner, counts, words);
            counts.pop_back();
            continue;
        }
        for (const Operand& operand : step->operands) {
            if (nest.streams[operand.stream].tile != 0) continue;
            std::uint64_t end = checked_add(operand.index.constant, words_spanned(*step, operand));
            for (std::size_t d = 0; d < operand.index.coefficients.size(); ++d) {
                end = checked_add(end, checked_multiply(operand.index.coefficients[d], counts[d] - 1));
            }
            std::uint64_t& known = words[nest.streams[operand.stream].tensor];
            known = std::max(known, end);
        }
    }
}

}  // namespace

std::uint64_t words_spanned(const Step& step, const Operand& operand)
{
    if (step.rows == 0) return operand.per_lane ? step.lanes : 1;
    const std::uint64_t columns = step.lanes / step.rows;
    return checked_add(1, checked_add(checked_multiply(operand.row_words, step.rows - 1),
                                      checked_multiply(operand.column_words, columns - 1)));
}

void for_each_step(const LoopNest& nest, const std::function<void(const Step&)>& visit)
{
    for_each_step(nest.body, visit);
}

void for_each_step(const LoopNest& nest, const std::function<void(const Step&, std::uint64_t times)>& visit)
{
    for_each_step(nest.body, nest.body.count, visit);
}

void for_each_step_of_iteration(const Loop& loop, const std::function<void(const Step&, std::uint64_t times)>& visit)
{
    for_each_step(loop, 1, visit);
}

std::optional<std::uint64_t> step_count(const Program& program)
{
    try {
        std::uint64_t steps = 0;
        for (const LoopNest& nest : program.nests) steps = checked_add(steps, steps_in(NestNode(nest.body)));
        return steps;
    } catch (const OverflowError&) {
        return std::nullopt;
    }
}

model::TensorWords tensor_words(const Program& program)
{
    model::TensorWords words;
    for (const LoopNest& nest : program.nests) {
        std::vector<std::uint64_t> counts;
        measure(nest, nest.body, counts, words);
    }
    return words;
}

}  // namespace deltasim::schedule
