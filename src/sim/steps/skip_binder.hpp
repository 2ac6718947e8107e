// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "schedule/loop_nest.hpp"
#include "sim/steps/bound_nest.hpp"
#include "sim/steps/issuer_setup.hpp"

// Binds what a 0 makes needless in a nest, where the machine skips zeros: which words are tested, where, and what a 0
// skips (skipped_steps.cpp does the skipping).

namespace deltasim::sim
{

class SkipBinder
{
public:
    /// `nest`: bound except for this.
    SkipBinder(const IssuerSetup& setup, BoundNest& nest) : setup_(setup), nest_(nest) {}

    void bind();

private:
    /// The samples of a factor: all, or the one at `index`.
    struct FactorSamples {
        bool all = false;
        schedule::AffineIndex index;
    };

    std::size_t bind_factor(const schedule::Factor& factor, const schedule::Step& step, const FactorSamples& samples);
    [[nodiscard]] bool is_tested(const schedule::Factor& factor) const;
    void find_guards(const schedule::Loop& loop, std::size_t bound);
    void bind_step(const schedule::Step& step, BoundStep& bound);
    void bind_loop(const schedule::Loop& loop, std::size_t index);

    const IssuerSetup& setup_;
    BoundNest& nest_;
    std::vector<std::uint64_t> counts_;  ///< of the loops around the present place, outermost first
    std::vector<std::size_t> guards_;    ///< guards of these loops, by the factors' numbers
};

}  // namespace deltasim::sim
