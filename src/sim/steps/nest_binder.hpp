// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "schedule/loop_nest.hpp"
#include "sim/steps/bound_nest.hpp"
#include "sim/steps/issuer_setup.hpp"

// Binds loop nests to a machine.

namespace deltasim::sim
{

class NestBinder
{
public:
    /// All arguments must outlive the binder.
    NestBinder(const IssuerSetup& setup, const schedule::LoopNest& nest) : setup_(setup) { nest_.nest = &nest; }

    /// `first_step`: the number of the nest's first step within the program.
    [[nodiscard]] BoundNest bind(std::size_t first_step);

private:
    std::size_t bind_loop(const schedule::Loop& loop);
    [[nodiscard]] BoundStep bind_step(const schedule::Step& step);
    [[nodiscard]] BoundOperand bind_operand(const schedule::Step& step, const schedule::Operand& operand) const;
    [[nodiscard]] std::uint64_t first_address(const schedule::Operand& operand, const BoundOperand& bound) const;
    void bind_spans(const schedule::Step& step, const schedule::Operand& operand, BoundOperand& bound) const;
    [[nodiscard]] StepTiming core_timing(const schedule::Step& step, const BoundStep& bound) const;

    const IssuerSetup& setup_;
    BoundNest nest_;
    std::size_t next_step_ = 0;
    std::vector<std::uint64_t> counts_;  ///< of the loops around the present place, outermost first
};

}  // namespace deltasim::sim
