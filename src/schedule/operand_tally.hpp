// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <map>

#include "core/run_counts.hpp"
#include "core/terms.hpp"
#include "schedule/loop_nest.hpp"

// Counts operand accesses by phase, layer and tensor. An operand access is one word that a scheduled operation reads or
// writes, before anything is shared between lanes, buffered or merged into bursts.

namespace deltasim::schedule
{

struct OperandKey {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;  ///< the layer whose phase it is
    Tensor tensor = Tensor::weight;

    friend auto operator<=>(const OperandKey&, const OperandKey&) = default;
};

/// Sums that are checked for overflow; an entry exists only if something was booked.
class OperandTally
{
public:
    /// Books accesses. Throws OverflowError.
    void add_reads(const OperandKey& key, std::uint64_t reads);
    void add_writes(const OperandKey& key, std::uint64_t writes);
    /// Books one step of a nest that runs `executions` times.
    void add_step(const LoopNest& nest, const Step& step, std::uint64_t executions);

    [[nodiscard]] const std::map<OperandKey, ReadsWrites>& entries() const { return entries_; }
    /// All reads and writes together. Throws OverflowError.
    [[nodiscard]] std::uint64_t total() const;

    friend bool operator==(const OperandTally&, const OperandTally&) = default;

private:
    std::map<OperandKey, ReadsWrites> entries_;
};

}  // namespace deltasim::schedule
