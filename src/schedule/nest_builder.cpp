// SPDX-License-Identifier: MIT
#include "schedule/nest_builder.hpp"

#include <algorithm>
#include <utility>

namespace deltasim::schedule
{

OperandRequest read_shared(TensorId tensor, AffineIndex index)
{
    return {{tensor, Direction::read}, std::move(index), false};
}

OperandRequest read_lanes(TensorId tensor, AffineIndex index)
{
    return {{tensor, Direction::read}, std::move(index), true};
}

OperandRequest write_lanes(TensorId tensor, AffineIndex index)
{
    return {{tensor, Direction::write}, std::move(index), true};
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

void NestBuilder::each_sample(SampleRange samples, const std::function<void(const AffineIndex&)>& body)
{
    const AffineIndex first{samples.first, {}};
    if (samples.count == 1) return body(first);
    loop(samples.count, [&](const AffineIndex& index) { body(first + index); });
}

void NestBuilder::samples(std::uint64_t batch, const std::function<void(const Sample&)>& body)
{
    if (batch == 1) return body({});
    body({{}, true, false});
    if (batch > 2) loop(batch - 2, [&](const AffineIndex& index) { body({index + 1, false, false}); });
    body({{batch - 1, {}}, false, true});
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

}  // namespace deltasim::schedule
