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

// Runs a memory trace through the DRAM model alone. Bursts enter in the order of the trace: at most one for each
// channel in each clock, and none before its cycle in the trace.

namespace deltasim::experiment
{

/// Clocks from the clock at which a request enters to the clock after its last data beat.
struct ReplayLatency {
    double average = 0.0;
    std::uint64_t minimum = 0;
    std::uint64_t maximum = 0;
};

struct ReplaySettings {
    machine::DatasheetFormula formula = machine::DatasheetFormula::drampower;
    bool as_fast_as_possible = false;           ///< requests do not wait for their cycles
    dram::CommandObserver* commands = nullptr;  ///< gets every command, if not null
};

/// Counts and clocks begin with the first request: they exclude refreshes before it.
struct ReplayReport {
    machine::DramDevice device;
    TraceHead trace;  ///< the meaning of the trace's numbers
    TraceFormat format = TraceFormat::deltasim;
    bool as_fast_as_possible = false;
    std::uint64_t requests = 0;
    std::uint64_t cycles = 0;  ///< DRAM clocks up to the last data beat
    Seconds time{0.0};
    DramCounts counts;
    ReplayLatency latency;
    double bytes_per_second = 0.0;             ///< bytes of the bursts that were moved
    std::optional<energy::DramEnergy> energy;  ///< by the datasheet, if the device has currents
};

/// Replays a trace to its end. `progress` is called about every thousand requests with the number done, and may throw
/// to end the replay. Throws what TraceReader and datasheet_energy() throw, and OverflowError.
[[nodiscard]] ReplayReport replay(TraceReader& trace, const machine::DramDevice& device, const ReplaySettings& settings,
                                  const std::function<void(std::uint64_t requests)>& progress);

}  // namespace deltasim::experiment
