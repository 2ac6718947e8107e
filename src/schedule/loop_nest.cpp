// SPDX-License-Identifier: MIT
#include "schedule/loop_nest.hpp"

#include <algorithm>

#include "core/checked.hpp"

namespace deltasim
{

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
    for (const Node& node : loop.body) {
        if (const Step* step = std::get_if<Step>(&node)) {
            visit(*step);
        } else {
            for_each_step(std::get<Loop>(node), visit);
        }
    }
}

std::uint64_t steps_in(const Node& node)
{
    if (std::holds_alternative<Step>(node)) return 1;
    const Loop& loop = std::get<Loop>(node);
    std::uint64_t steps = 0;
    for (const Node& inner : loop.body) steps = checked_add(steps, steps_in(inner));
    return checked_multiply(steps, loop.count);
}

}  // namespace

void for_each_step(const LoopNest& nest, const std::function<void(const Step&)>& visit)
{
    for_each_step(nest.body, visit);
}

std::optional<std::uint64_t> step_count(const Program& program)
{
    try {
        std::uint64_t steps = 0;
        for (const LoopNest& nest : program.nests) steps = checked_add(steps, steps_in(Node(nest.body)));
        return steps;
    } catch (const OverflowError&) {
        return std::nullopt;
    }
}

std::vector<TensorId> tensors_used(const Program& program)
{
    std::vector<TensorId> tensors;
    for (const LoopNest& nest : program.nests) {
        for (const Stream& stream : nest.streams) tensors.push_back(stream.tensor);
    }
    std::sort(tensors.begin(), tensors.end());
    tensors.erase(std::unique(tensors.begin(), tensors.end()), tensors.end());
    return tensors;
}

}  // namespace deltasim
