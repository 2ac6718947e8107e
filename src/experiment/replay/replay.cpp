// SPDX-License-Identifier: MIT
#include "experiment/replay/replay.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "core/checked.hpp"
#include "dram/dram_channels.hpp"

namespace deltasim::experiment
{

namespace
{

using Counters = std::array<std::uint64_t, dram::DramChannels::counter_count>;

/// What is measured of requests, in clocks.
struct Measured {
    Cycles last_arrival{-1};
    Cycles end{0};  ///< after the last data beat
    std::uint64_t latencies = 0;
    std::uint64_t least_latency = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t greatest_latency = 0;
};

/// The requests on their way into the DRAM.
class Replay
{
public:
    Replay(const machine::DramDevice& device, dram::CommandObserver* commands)
        : channels_(device), commands_(commands), burst_shift_(std::countr_zero(device.burst_bytes()))
    {
        channels_.count_in(counters_.data());
    }

    void serve(std::span<const TraceRequest> requests)
    {
        if (served_ == 0) begin(requests.front().cycle);
        Measured measured = measured_;  // in registers while the model works
        for (const TraceRequest& request : requests) {
            const Cycles arrival = larger(request.cycle, measured.last_arrival + Cycles(1));
            measured.last_arrival = arrival;
            const Cycles done = channels_.access(request.address >> burst_shift_, request.is_write, arrival);
            measured.end = larger(measured.end, done);
            const auto latency = static_cast<std::uint64_t>((done - arrival).value());
            measured.least_latency = std::min(measured.least_latency, latency);
            measured.greatest_latency = std::max(measured.greatest_latency, latency);
            measured.latencies = checked_add(measured.latencies, latency);
        }
        measured_ = measured;
        served_ += requests.size();
    }

    ReplayReport finish(const machine::DramDevice& device)
    {
        channels_.advance(measured_.end);
        ReplayReport report;
        report.device = device;
        report.requests = served_;
        report.cycles = static_cast<std::uint64_t>((measured_.end - first_arrival_).value());
        report.time = Seconds(static_cast<double>(report.cycles) / static_cast<double>(device.clock_hz));
        for (std::size_t i = 0; i < counters_.size(); ++i) counters_[i] -= counters_before_[i];
        report.counts = dram::DramChannels::read_out(counters_, report.cycles);
        report.latency = {static_cast<double>(measured_.latencies) / static_cast<double>(served_),
                          measured_.least_latency, measured_.greatest_latency};
        report.bytes_per_second =
            static_cast<double>(checked_multiply(served_, device.burst_bytes())) / report.time.value();
        return report;
    }

    [[nodiscard]] std::uint64_t served() const { return served_; }

private:
    /// Whatever is due before the first request is done, and forgotten.
    void begin(Cycles first)
    {
        if (first > Cycles(0)) channels_.advance(first - Cycles(1));
        counters_before_ = counters_;
        channels_.watch(commands_);
        first_arrival_ = first;
        measured_.last_arrival = first - Cycles(1);
    }

    dram::DramChannels channels_;
    dram::CommandObserver* commands_;
    int burst_shift_;
    Counters counters_{};
    Counters counters_before_{};
    std::uint64_t served_ = 0;
    Cycles first_arrival_{0};
    Measured measured_;
};

}  // namespace

ReplayReport replay(TraceReader& trace, const machine::DramDevice& device, machine::DatasheetFormula formula,
                    dram::CommandObserver* commands, const std::function<void(std::uint64_t requests)>& progress)
{
    Replay requests(device, commands);
    for (auto batch = trace.next(); !batch.empty(); batch = trace.next()) {
        requests.serve(batch);
        progress(requests.served());
    }
    ReplayReport report = requests.finish(device);
    if (device.currents) report.energy = energy::datasheet_energy(report.counts, device, formula);
    return report;
}

}  // namespace deltasim::experiment
