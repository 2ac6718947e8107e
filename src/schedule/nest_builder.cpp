// SPDX-License-Identifier: MIT
#include "schedule/nest_builder.hpp"

#include <algorithm>
#include <utility>

namespace deltasim
{

OperandRequest read_shared(Tensor tensor, std::uint32_t layer, AffineIndex index)
{
    return {{{tensor, layer}, Direction::read}, std::move(index), false};
}

OperandRequest read_lanes(Tensor tensor, std::uint32_t layer, AffineIndex index)
{
    return {{{tensor, layer}, Direction::read}, std::move(index), true};
}

OperandRequest write_lanes(Tensor tensor, std::uint32_t layer, AffineIndex index)
{
    return {{{tensor, layer}, Direction::write}, std::move(index), true};
}

NestBuilder::NestBuilder(Phase phase, std::uint32_t layer, std::uint64_t array_lanes) : array_lanes_(array_lanes)
{
    nest_.phase = phase;
    nest_.layer = layer;
}

void NestBuilder::loop(std::uint64_t count, const std::function<void(const AffineIndex&)>& body)
{
    Loop inner;
    inner.count = count;
    AffineIndex index;
    index.coefficients.assign(open_.size() + 1, 0);
    index.coefficients.back() = 1;
    open_.push_back(&inner);
    body(index);
    open_.pop_back();
    (open_.empty() ? nest_.body : *open_.back()).body.emplace_back(std::move(inner));
}

void NestBuilder::blocks(std::uint64_t count, const std::function<void(const AffineIndex&, std::uint64_t)>& body)
{
    const std::uint64_t whole = count / array_lanes_;
    const std::uint64_t rest = count % array_lanes_;
    if (whole > 0) loop(whole, [&](const AffineIndex& block) { body(block * array_lanes_, array_lanes_); });
    if (rest > 0) body(AffineIndex{whole * array_lanes_, {}}, rest);
}

void NestBuilder::step(Step step, const std::vector<OperandRequest>& operands)
{
    for (const OperandRequest& request : operands) {
        Operand operand{stream_number(request.stream), request.index, request.per_lane};
        operand.index.coefficients.resize(open_.size(), 0);
        step.operands.push_back(std::move(operand));
    }
    (open_.empty() ? nest_.body : *open_.back()).body.emplace_back(std::move(step));
}

std::size_t NestBuilder::stream_number(const Stream& stream)
{
    const auto known = std::find(nest_.streams.begin(), nest_.streams.end(), stream);
    if (known != nest_.streams.end()) return static_cast<std::size_t>(known - nest_.streams.begin());
    nest_.streams.push_back(stream);
    return nest_.streams.size() - 1;
}

}  // namespace deltasim
