// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/quantity.hpp"
#include "core/run_counts.hpp"
#include "dram/command_observer.hpp"
#include "energy/dram_energy.hpp"
#include "experiment/replay/trace_reader.hpp"
#include "machine/dram_device.hpp"

// A memory trace through the DRAM model alone. At most one burst enters each channel a clock, none before its cycle in
// the trace, all in the order of the trace.

namespace deltasim::experiment
{

/// Clocks from the one at which a request enters to the one after its last data beat.
struct ReplayLatency {
    double average = 0.0;
    std::uint64_t minimum = 0;
    std::uint64_t maximum = 0;
};

struct ReplaySettings {
    machine::DatasheetFormula formula = machine::DatasheetFormula::drampower;
    bool as_fast_as_possible = false;           ///< requests do not wait for their cycle
    dram::CommandObserver* commands = nullptr;  ///< is told of every command, if it is there
};

/// Counts and clocks begin with the first request: what a DRAM refreshes before it is not in them.
struct ReplayReport {
    machine::DramDevice device;
    TraceHead trace;  ///< what was said of it
    TraceFormat format = TraceFormat::deltasim;
    bool as_fast_as_possible = false;
    std::uint64_t requests = 0;
    std::uint64_t cycles = 0;  ///< DRAM clocks to the last data beat
    Seconds time{0.0};
    DramCounts counts;
    ReplayLatency latency;
    double bytes_per_second = 0.0;             ///< moved, in bursts
    std::optional<energy::DramEnergy> energy;  ///< by the datasheet, where the device has currents
};

/// Replays a trace to its end. `progress` is called with the number of requests done every thousand or so, and may
/// throw to end the replay. Throws what TraceReader and datasheet_energy() throw, and OverflowError.
[[nodiscard]] ReplayReport replay(TraceReader& trace, const machine::DramDevice& device, const ReplaySettings& settings,
                                  const std::function<void(std::uint64_t requests)>& progress);

}  // namespace deltasim::experiment
