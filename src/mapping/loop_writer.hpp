// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "schedule/loop_nest.hpp"

// Writes loops whose indices may begin at any number, for nests that are made from others.

namespace deltasim::mapping
{

[[nodiscard]] schedule::AffineIndex constant_index(std::uint64_t constant);
/// a - b; no coefficient of b may be larger than that of a.
[[nodiscard]] schedule::AffineIndex difference(schedule::AffineIndex a, const schedule::AffineIndex& b);

class LoopWriter
{
public:
    explicit LoopWriter(schedule::LoopNest& nest) : nest_(nest) {}

    /// for (index = begin; index < begin + count; ++index) body(index). Writes a single iteration without a loop.
    void loop(std::uint64_t begin, std::uint64_t count,
              const std::function<void(const schedule::AffineIndex& index)>& body);
    void step(schedule::Step step);
    [[nodiscard]] std::size_t stream(const schedule::Stream& stream);
    [[nodiscard]] std::size_t depth() const { return open_.size(); }

private:
    schedule::LoopNest& nest_;
    std::vector<schedule::Loop*> open_;
};

}  // namespace deltasim::mapping
