// SPDX-License-Identifier: MIT
#include "mapping/walks.hpp"

#include <algorithm>
#include <functional>

#include "core/checked.hpp"

namespace deltasim::mapping
{

namespace
{

using StepVisit = std::function<void(const schedule::Step&, const std::vector<std::uint64_t>&)>;

void visit_node(const schedule::NestNode& node, std::vector<std::uint64_t>& counts, const StepVisit& visit)
{
    if (const auto* step = std::get_if<schedule::Step>(&node)) return visit(*step, counts);
    const auto& loop = std::get<schedule::Loop>(node);
    counts.push_back(loop.count);
    for (const schedule::NestNode& inner : loop.body) visit_node(inner, counts, visit);
    counts.pop_back();
}

WordShape shape_of(const model::Extents& coefficients)
{
    WordShape shape;
    for (std::size_t d = 0; d < dimension_count; ++d) shape.indexed[d] = coefficients[d] != 0;
    return shape;
}

/// A dimension with a single index does not influence the walk.
void forget_single_indices(PointIndex& point, const Stage& stage)
{
    for (std::size_t d = 0; d < dimension_count; ++d) {
        if (stage.extents[d] == 1) point.coefficients[d] = 0;
    }
}

}  // namespace

void for_each_step(const Statement& statement, const StepVisit& visit)
{
    std::vector<std::uint64_t> counts;
    for (const schedule::NestNode* node : statement.body) visit_node(*node, counts, visit);
}

WordShape Walk::shape() const
{
    WordShape shape = shape_of(coefficients);
    for (const ChainLoop& loop : chain) {
        if (loop.coefficient != 0) shape.words = checked_multiply(shape.words, loop.count);
    }
    return shape;
}

WordShape Sum::shape() const { return shape_of(index.coefficients); }

TensorId Sum::tensor(std::uint32_t layer) const
{
    const bool gradient = kind == schedule::Register::gradient;
    return {Tensor::partial_sum, layer,
            !gradient     ? TensorArray::whole
            : number == 0 ? TensorArray::of_weights
                          : TensorArray::of_biases};
}

std::vector<Walk> walks_of(const schedule::LoopNest& nest, const Stage& stage)
{
    std::vector<Walk> walks;
    for (const Statement& statement : stage.statements) {
        for_each_step(statement, [&](const schedule::Step& step, const std::vector<std::uint64_t>& counts) {
            for (const schedule::Operand& operand : step.operands) {
                const schedule::Stream& stream = nest.streams[operand.stream];
                PointIndex point = statement.point(operand.index);
                forget_single_indices(point, stage);
                std::vector<ChainLoop> chain;
                for (std::size_t c = 0; c < point.chain.size(); ++c) {
                    if (point.chain[c] != 0) chain.push_back({point.chain[c], counts[c]});
                }
                auto known = std::find_if(walks.begin(), walks.end(),
                                          [&](const Walk& walk) { return walk.tensor == stream.tensor; });
                if (known == walks.end()) {
                    known = walks.insert(walks.end(), Walk{stream.tensor, point.constant, point.coefficients, chain});
                }
                known->alike = known->alike && known->constant == point.constant &&
                               known->coefficients == point.coefficients && known->chain == chain;
                if (stream.direction == Direction::read) {
                    known->read = true;
                } else {
                    known->written = true;
                    known->writes.push_back(statement.span);
                }
            }
        });
    }
    return walks;
}

std::vector<Sum> sums_of(const Stage& stage)
{
    std::vector<Sum> sums;
    for (const Statement& statement : stage.statements) {
        for_each_step(statement, [&](const schedule::Step& step, const std::vector<std::uint64_t>&) {
            for (const schedule::RegisterUse& use : step.registers) {
                const bool adds = use.kind == schedule::Register::sum || use.kind == schedule::Register::gradient;
                if (!adds || use.passing || use.by_sample) continue;
                PointIndex index = statement.point(use.index);
                forget_single_indices(index, stage);
                auto known = std::find_if(sums.begin(), sums.end(), [&](const Sum& sum) {
                    return sum.kind == use.kind && sum.number == use.number;
                });
                if (known == sums.end()) {
                    known =
                        sums.insert(sums.end(), Sum{use.kind, use.number, index, {}, &statement, use.whole_numbers});
                }
                for (std::size_t d = 0; d < dimension_count; ++d) {
                    if (!statement.within[d] || index.coefficients[d] != 0 || stage.extents[d] == 1) continue;
                    // Steps at only one end of a dimension do not sum over it.
                    const bool goes_on = statement.span[d] == Span::all || statement.span[d] != known->adds->span[d];
                    known->over[d] = known->over[d] || goes_on;
                    if (statement.span[d] == Span::all) known->adds = &statement;
                }
            }
        });
    }
    std::erase_if(sums, [](const Sum& sum) { return sum.over == std::array<bool, dimension_count>{}; });
    return sums;
}

}  // namespace deltasim::mapping
