// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <map>

#include "core/run_counts.hpp"
#include "core/terms.hpp"
#include "schedule/loop_nest.hpp"

// Operand accesses by phase, layer and tensor: one word that a scheduled operation reads or writes, before anything is
// shared between lanes, buffered or merged into bursts.

namespace deltasim::schedule
{

struct OperandKey {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;  ///< the layer being worked on
    Tensor tensor = Tensor::weight;

    friend auto operator<=>(const OperandKey&, const OperandKey&) = default;
};

/// Checked sums; an entry exists only where something was booked.
class OperandTally
{
public:
    /// Books accesses. Throws OverflowError.
    void add_reads(const OperandKey& key, std::uint64_t reads);
    void add_writes(const OperandKey& key, std::uint64_t writes);
    /// Books `executions` of one step of a nest.
    void add_step(const LoopNest& nest, const Step& step, std::uint64_t executions);

    [[nodiscard]] const std::map<OperandKey, ReadsWrites>& entries() const { return entries_; }
    /// All reads and writes together. Throws OverflowError.
    [[nodiscard]] std::uint64_t total() const;

    friend bool operator==(const OperandTally&, const OperandTally&) = default;

private:
    std::map<OperandKey, ReadsWrites> entries_;
};

}  // namespace deltasim::schedule
