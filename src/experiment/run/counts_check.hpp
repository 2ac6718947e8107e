// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

#include "core/run_counts.hpp"
#include "machine/processor.hpp"

// What every simulation fulfils. A new one that does not is a defect of deltasim; a stored one is damaged.

namespace deltasim::experiment
{

class SelfCheckFailed : public std::logic_error
{
public:
    using std::logic_error::logic_error;
};

/// Throws SelfCheckFailed, which says which law does not hold.
void require(bool holds, const std::string& law);

/// Causes sum to the cycles and accesses of phases to those of the memories; DRAM commands fit the accesses; no
/// resource was busy for longer than the run. Each phase has accesses of every memory. Throws SelfCheckFailed and
/// OverflowError.
void check_counts(const RunCounts& counts);

/// The counts are of this machine: its memories, its lanes, and the time that its clock makes of the cycles. Throws
/// SelfCheckFailed.
void check_machine(const RunCounts& counts, const machine::ProcessorConfig& processor);

}  // namespace deltasim::experiment
