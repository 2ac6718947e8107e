// SPDX-License-Identifier: MIT
#include "experiment/replay/replay_result.hpp"

#include "config/readers/address_mapping_text.hpp"
#include "experiment/results/json_writer.hpp"

namespace deltasim::experiment
{

ReplayResult replay_result(const ReplayReport& report, const std::map<std::string, std::string>& assumed,
                           const std::string& version)
{
    constexpr double giga = 1e9;
    ReplayResult result;
    result.version = version;
    result.dram = report.device.name;
    result.mapping = config::mapping_text(report.device.mapping);
    result.page = machine::page_policy_names[report.device.page];
    result.refresh = report.device.refresh_interval_cycles == 0 ? "off" : "on";
    result.arrivals = report.as_fast_as_possible ? "as_fast_as_possible" : "trace";
    const TraceHead& trace = report.trace;
    const std::uint64_t clock_hz = trace.clock_hz == 0 ? report.device.clock_hz : trace.clock_hz;
    result.trace.format = trace_format_names[report.format];
    result.trace.clock_mhz = static_cast<double>(clock_hz) / 1e6;
    result.trace.request_bytes = trace.request_bytes == 0 ? report.device.burst_bytes() : trace.request_bytes;
    if (!trace.dram.empty()) result.trace.dram = trace.dram;
    result.cycles = report.cycles;
    result.seconds = report.time.value();
    result.requests = report.requests;
    result.commands = dram_commands(report.counts);
    result.latency = report.latency;
    result.bandwidth = report.bytes_per_second / giga;
    if (report.energy) result.energy_pj = dram_energy_parts(*report.energy);
    for (const auto& [key, reason] : assumed) result.assumed.push_back(key);
    return result;
}

Json replay_json(const ReplayResult& replay) { return json_of(replay); }

}  // namespace deltasim::experiment
