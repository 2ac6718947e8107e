// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/replay/replay.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/run_result.hpp"

// A replayed trace as JSON and tables show it. Names are stable: add, do not rename.

namespace deltasim::experiment
{

/// The meaning of the trace's numbers.
struct ReplayedTrace {
    std::string format;
    double clock_mhz = 0.0;
    std::uint64_t request_bytes = 0;
    std::optional<std::string> dram;
};

struct ReplayResult {
    std::string version;
    std::string dram;
    std::string mapping;
    std::string page;
    std::string refresh;
    std::string arrivals;
    ReplayedTrace trace;
    std::uint64_t cycles = 0;
    double seconds = 0.0;
    std::uint64_t requests = 0;
    DramCommands commands;
    ReplayLatency latency;
    double bandwidth = 0.0;
    std::optional<DramEnergyParts> energy_pj;
    std::vector<std::string> assumed;
};

template <>
struct Fields<ReplayedTrace> {
    static constexpr auto list = fields(
        field("format", &ReplayedTrace::format, "format", "", "deltasim, ramulator or dramsys"),
        field("clock_mhz", &ReplayedTrace::clock_mhz, "trace clock", "MHz", "of its cycles"),
        field("request_bytes", &ReplayedTrace::request_bytes, "a request", "B", "bytes that one moves"),
        field("dram", &ReplayedTrace::dram, "traced DRAM", "", "whose requests they were, where the trace says so"));
};

template <>
struct Fields<ReplayLatency> {
    static constexpr auto list = fields(
        field("average", &ReplayLatency::average, "average", "cycles", "from a request's arrival to its last beat"),
        field("minimum", &ReplayLatency::minimum, "minimum", "cycles", "the same"),
        field("maximum", &ReplayLatency::maximum, "maximum", "cycles", "the same"));
};

template <>
struct Fields<ReplayResult> {
    static constexpr auto list = fields(
        field("version", &ReplayResult::version, "version", "", "of deltasim"),
        field("dram", &ReplayResult::dram, "DRAM", "", "the device"),
        field("mapping", &ReplayResult::mapping, "mapping", "", "address fields from the most significant"),
        field("page", &ReplayResult::page, "page", "", "open or closed"),
        field("refresh", &ReplayResult::refresh, "refresh", "", "on or off"),
        field("arrivals", &ReplayResult::arrivals, "arrivals", "", "trace or as_fast_as_possible"),
        field("trace", &ReplayResult::trace, "trace", "", ""),
        field("cycles", &ReplayResult::cycles, "cycles", "", "DRAM clocks from the first request to the last beat"),
        field("seconds", &ReplayResult::seconds, "time", "s", "those clocks"),
        field("requests", &ReplayResult::requests, "requests", "", "of the trace"), inlined(&ReplayResult::commands),
        field("latency", &ReplayResult::latency, "latency", "cycles", "in DRAM clocks"),
        field("bandwidth", &ReplayResult::bandwidth, "bandwidth", "GB/s", "bursts moved over the time"),
        field("energy_pj", &ReplayResult::energy_pj, "energy", "pJ", "null where the device has no currents"),
        field("assumed", &ReplayResult::assumed, "assumed", "", "keys of the figures without a published source"));
};

/// `assumed`: assumed figures of the device, with reasons.
[[nodiscard]] ReplayResult replay_result(const ReplayReport& report, const std::map<std::string, std::string>& assumed,
                                         const std::string& version);

[[nodiscard]] Json replay_json(const ReplayResult& replay);

}  // namespace deltasim::experiment
