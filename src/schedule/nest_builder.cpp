// SPDX-License-Identifier: MIT
#include "schedule/nest_builder.hpp"

#include <algorithm>
#include <numeric>
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

Factor activation_factor(const model::Head& head, TensorId tensor, AffineIndex i, bool per_lane)
{
    return {tensor, Tensor::activation, std::move(i), head.width(tensor.layer), per_lane};
}

Factor delta_factor(const model::Head& head, std::uint32_t layer, AffineIndex j, bool per_lane)
{
    return {{Tensor::delta, layer}, Tensor::delta, std::move(j), head.width(layer), per_lane};
}

std::vector<Factor> slope_factors(const model::Head& head, std::uint32_t layer, const AffineIndex& j, bool per_lane)
{
    if (!model::stops_at_zero(head.layer(layer).activation)) return {};
    return {{{Tensor::activation, layer}, Tensor::delta, j, head.width(layer), per_lane}};
}

std::vector<Factor> weight_factors(const model::Head& head, std::uint32_t layer, const AffineIndex& j,
                                   TensorId activation, const AffineIndex& i)
{
    return {delta_factor(head, layer, j, false), activation_factor(head, activation, i, true)};
}

std::vector<std::size_t> operand_numbers(std::size_t first, std::size_t end)
{
    std::vector<std::size_t> numbers(end - first);
    std::iota(numbers.begin(), numbers.end(), first);
    return numbers;
}

NestBuilder::NestBuilder(Phase phase, std::uint32_t layer, std::uint64_t array_lanes) : array_lanes_(array_lanes)
{
    nest_.phase = phase;
    nest_.layer = layer;
}

void NestBuilder::add_loop(Loop inner, const std::function<void(const AffineIndex&)>& body)
{
    AffineIndex index;
    index.coefficients.assign(open_.size() + 1, 0);
    index.coefficients.back() = 1;
    open_.push_back(&inner);
    body(index);
    open_.pop_back();
    (open_.empty() ? nest_.body : *open_.back()).body.emplace_back(std::move(inner));
}

void NestBuilder::loop(std::uint64_t count, const std::function<void(const AffineIndex&)>& body)
{
    Loop inner;
    inner.count = count;
    add_loop(std::move(inner), body);
}

void NestBuilder::loop(Dimension dimension, std::uint64_t count, const std::function<void(const AffineIndex&)>& body)
{
    Loop inner;
    inner.count = count;
    inner.dimension = dimension;
    add_loop(std::move(inner), body);
}

void NestBuilder::blocks(Dimension dimension, std::uint64_t count,
                         const std::function<void(const AffineIndex&, std::uint64_t)>& body)
{
    if (array_lanes_ == unmapped) {
        return loop(dimension, count, [&](const AffineIndex& index) { body(index, 1); });
    }
    const std::uint64_t whole = count / array_lanes_;
    const std::uint64_t rest = count % array_lanes_;
    if (whole > 0) loop(dimension, whole, [&](const AffineIndex& block) { body(block * array_lanes_, array_lanes_); });
    if (rest > 0) body(AffineIndex{whole * array_lanes_, {}}, rest);
}

void NestBuilder::each_sample(SampleRange samples, const std::function<void(const AffineIndex&)>& body)
{
    const AffineIndex first{samples.first, {}};
    const auto add = [&](const AffineIndex& sample) {
        sample_ = sample;
        body(sample);
        sample_ = {};
    };
    if (samples.count == 1) return add(first);
    loop(Dimension::samples, samples.count, [&](const AffineIndex& index) { add(first + index); });
}

void NestBuilder::add_sample(const Sample& sample, const std::function<void(const Sample&)>& body)
{
    sample_ = sample.index;
    body(sample);
    sample_ = {};
}

void NestBuilder::samples(std::uint64_t batch, const std::function<void(const Sample&)>& body)
{
    if (batch == 1) return add_sample({}, body);
    const auto part = [&](std::uint64_t begin, std::uint64_t count, bool first, bool last) {
        if (count == 0) return;
        if (array_lanes_ != unmapped && (first || last)) return add_sample({{begin, {}}, first, last}, body);
        Loop inner;
        inner.count = count;
        inner.dimension = Dimension::samples;
        inner.begin = begin;
        add_loop(std::move(inner), [&](const AffineIndex& index) { add_sample({index + begin, first, last}, body); });
    };
    part(0, 1, true, false);
    part(1, batch - 2, false, false);
    part(batch - 1, 1, false, true);
}

void NestBuilder::times(const std::vector<Factor>& factors, const std::function<void()>& body)
{
    const std::size_t outer = factors_.size();
    factors_.insert(factors_.end(), factors.begin(), factors.end());
    body();
    factors_.erase(factors_.begin() + static_cast<std::ptrdiff_t>(outer), factors_.end());
}

void NestBuilder::step(Step step, const std::vector<OperandRequest>& operands)
{
    for (const OperandRequest& request : operands) {
        Operand operand{stream_number(request.stream), request.index, request.per_lane};
        operand.index.coefficients.resize(open_.size(), 0);
        step.operands.push_back(std::move(operand));
    }
    for (RegisterUse& use : step.registers) use.index.coefficients.resize(open_.size(), 0);
    for (Product& product : step.products) {
        product.factors.insert(product.factors.end(), factors_.begin(), factors_.end());
        for (Factor& factor : product.factors) factor.node.coefficients.resize(open_.size(), 0);
    }
    step.sample = sample_;
    step.sample.coefficients.resize(open_.size(), 0);
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
