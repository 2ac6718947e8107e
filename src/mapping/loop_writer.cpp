// SPDX-License-Identifier: MIT
#include "mapping/loop_writer.hpp"

#include <algorithm>

namespace deltasim::mapping
{

schedule::AffineIndex constant_index(std::uint64_t constant) { return {constant, {}}; }

schedule::AffineIndex difference(schedule::AffineIndex a, const schedule::AffineIndex& b)
{
    a.constant -= b.constant;
    a.coefficients.resize(std::max(a.coefficients.size(), b.coefficients.size()), 0);
    for (std::size_t d = 0; d < b.coefficients.size(); ++d) a.coefficients[d] -= b.coefficients[d];
    return a;
}

void LoopWriter::loop(std::uint64_t begin, std::uint64_t count,
                      const std::function<void(const schedule::AffineIndex&)>& body)
{
    if (count == 0) return;
    if (count == 1) return body(constant_index(begin));
    schedule::Loop inner;
    inner.count = count;
    schedule::AffineIndex index = constant_index(begin);
    index.coefficients.assign(open_.size() + 1, 0);
    index.coefficients.back() = 1;
    open_.push_back(&inner);
    body(index);
    open_.pop_back();
    if (inner.body.empty()) return;
    (open_.empty() ? nest_.body : *open_.back()).body.emplace_back(std::move(inner));
}

void LoopWriter::step(schedule::Step step)
{
    for (schedule::Operand& operand : step.operands) {
        operand.index.coefficients.resize(open_.size(), 0);
        operand.place.coefficients.resize(open_.size(), 0);
    }
    for (schedule::RegisterUse& use : step.registers) use.index.coefficients.resize(open_.size(), 0);
    step.sample.coefficients.resize(open_.size(), 0);
    (open_.empty() ? nest_.body : *open_.back()).body.emplace_back(std::move(step));
}

std::size_t LoopWriter::stream(const schedule::Stream& stream)
{
    const auto known = std::find(nest_.streams.begin(), nest_.streams.end(), stream);
    if (known != nest_.streams.end()) return static_cast<std::size_t>(known - nest_.streams.begin());
    nest_.streams.push_back(stream);
    return nest_.streams.size() - 1;
}

}  // namespace deltasim::mapping
