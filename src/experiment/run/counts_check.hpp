// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

#include "core/run_counts.hpp"
#include "machine/processor.hpp"

// Checks what must be true of every simulation. If a new simulation fails, deltasim has a defect. If a stored one
// fails, it is damaged.

namespace deltasim::experiment
{

class SelfCheckFailed : public std::logic_error
{
public:
    using std::logic_error::logic_error;
};

/// Throws SelfCheckFailed, which says which law does not hold.
void require(bool holds, const std::string& law);

/// Checks that the causes of all phases sum to the cycles of the run; that the accesses of all phases sum to those of
/// the memories, and that each phase has accesses of every memory; that DRAM commands fit the accesses; and that no
/// resource was busy for longer than the run. Throws SelfCheckFailed and OverflowError.
void check_counts(const RunCounts& counts);

/// Checks that the counts belong to this machine: its memories, its lanes, and the time that the cycles take at its
/// clock. Throws SelfCheckFailed.
void check_machine(const RunCounts& counts, const machine::ProcessorConfig& processor);

}  // namespace deltasim::experiment
