// SPDX-License-Identifier: MIT
#include "experiment/replay/replay.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/checked.hpp"
#include "dram/dram_channels.hpp"
#include "experiment/replay/request_bursts.hpp"

namespace deltasim::experiment
{

namespace
{

using Counters = std::vector<std::uint64_t>;

/// The measured times of requests, in clocks.
struct Measured {
    Cycles end{0};  ///< after the last data beat
    std::uint64_t latencies = 0;
    std::uint64_t least_latency = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t greatest_latency = 0;

    void book(Cycles arrival, Cycles done)
    {
        end = larger(end, done);
        const auto latency = static_cast<std::uint64_t>((done - arrival).value());
        least_latency = std::min(least_latency, latency);
        greatest_latency = std::max(greatest_latency, latency);
        latencies = checked_add(latencies, latency);
    }
};

/// The requests on their way into the DRAM.
class Replay
{
public:
    Replay(const machine::DramDevice& device, const TraceHead& head, const ReplaySettings& settings)
        : channels_(device), settings_(settings), bursts_(device, head.request_bytes), clock_hz_(device.clock_hz),
          trace_clock_hz_(head.clock_hz == 0 ? device.clock_hz : head.clock_hz),
          last_arrivals_(device.channels, Cycles(-1))
    {
        counters_.resize(channels_.counter_count());
        channels_.count_in(counters_.data());
    }

    void serve(std::span<const TraceRequest> requests)
    {
        if (served_ == 0) begin(arrival_of(requests.front()));
        const bool plain = bursts_.is_plain() && last_arrivals_.size() == 1 && clock_hz_ == trace_clock_hz_;
        plain && !settings_.as_fast_as_possible ? serve_plain(requests) : serve_any(requests);
        served_ += requests.size();
        // Brings all channels up to the same time, so that an idle one does not hold back the commands of the others.
        if (settings_.commands != nullptr) channels_.advance(last_entry_);
    }

    ReplayReport finish(const machine::DramDevice& device)
    {
        channels_.advance(measured_.end);
        channels_.count_precharges();
        ReplayReport report;
        report.device = device;
        report.requests = served_;
        report.cycles = static_cast<std::uint64_t>((measured_.end - first_arrival_).value());
        report.time = Seconds(static_cast<double>(report.cycles) / static_cast<double>(device.clock_hz));
        for (std::size_t i = 0; i < counters_.size(); ++i) counters_[i] -= counters_before_[i];
        report.counts = channels_.read_out(counters_, report.cycles);
        report.latency = {static_cast<double>(measured_.latencies) / static_cast<double>(served_),
                          measured_.least_latency, measured_.greatest_latency};
        const std::uint64_t bursts = checked_add(report.counts.reads, report.counts.writes);
        report.bytes_per_second =
            static_cast<double>(checked_multiply(bursts, device.burst_bytes())) / report.time.value();
        return report;
    }

    [[nodiscard]] std::uint64_t served() const { return served_; }

private:
    /// Does everything that is due before the first request, and does not count it.
    void begin(Cycles first)
    {
        if (first > Cycles(0)) channels_.advance(first - Cycles(1));
        channels_.count_time(first);
        counters_before_ = counters_;
        channels_.watch(settings_.commands);
        first_arrival_ = first;
        last_entry_ = first;
        std::fill(last_arrivals_.begin(), last_arrivals_.end(), first - Cycles(1));
    }

    /// The clock of the device at which a request arrives by the trace. The reader has refused requests that come too
    /// late.
    [[nodiscard]] Cycles arrival_of(const TraceRequest& request) const
    {
        if (settings_.as_fast_as_possible) return Cycles(0);
        if (clock_hz_ == trace_clock_hz_) return request.cycle;
        __extension__ using Wide = unsigned __int128;
        const Wide clocks = Wide{static_cast<std::uint64_t>(request.cycle.value())} * clock_hz_ + (trace_clock_hz_ - 1);
        return Cycles(static_cast<std::int64_t>(clocks / trace_clock_hz_));
    }

    /// Serves requests of one burst each, for a device with one channel, in clocks of the device.
    void serve_plain(std::span<const TraceRequest> requests)
    {
        Measured measured = measured_;  // in registers while the model works
        Cycles last = last_arrivals_.front();
        for (const TraceRequest& request : requests) {
            last = larger(request.cycle, last + Cycles(1));
            const Cycles done = channels_.access(bursts_.first(request.address), request.is_write, last);
            measured.book(last, done);
        }
        last_arrivals_.front() = last;
        last_entry_ = last;
        measured_ = measured;
    }

    void serve_any(std::span<const TraceRequest> requests)
    {
        for (const TraceRequest& request : requests) {
            last_entry_ = larger(last_entry_, arrival_of(request));
            if (RequestBursts::Open* const open = bursts_.find(request.address, request.is_write)) {
                measured_.book(std::min(last_entry_, open->done), open->done);
                continue;
            }
            const std::uint64_t first = bursts_.first(request.address);
            const std::uint64_t last = bursts_.last(request.address);
            Cycles arrival = Cycles(std::numeric_limits<std::int64_t>::max());
            Cycles done{0};
            for (std::uint64_t burst = first; burst <= last; ++burst) {
                Cycles& channel = last_arrivals_[channels_.mapping().address(burst).channel];
                channel = larger(last_entry_, channel + Cycles(1));
                arrival = std::min(arrival, channel);
                done = larger(done, channels_.access(burst, request.is_write, channel));
            }
            measured_.book(arrival, done);
            bursts_.open(request.address, request.is_write, done);
        }
    }

    dram::DramChannels channels_;
    ReplaySettings settings_;
    RequestBursts bursts_;
    std::uint64_t clock_hz_;
    std::uint64_t trace_clock_hz_;
    Counters counters_{};
    Counters counters_before_{};
    std::uint64_t served_ = 0;
    Cycles first_arrival_{0};
    Cycles last_entry_{0};               ///< the latest arrival by the trace so far
    std::vector<Cycles> last_arrivals_;  ///< by channel
    Measured measured_;
};

}  // namespace

ReplayReport replay(TraceReader& trace, const machine::DramDevice& device, const ReplaySettings& settings,
                    const std::function<void(std::uint64_t requests)>& progress)
{
    if (!settings.as_fast_as_possible) trace.count_arrivals_in(device.clock_hz);
    auto batch = trace.next();
    Replay requests(device, trace.head(), settings);
    for (; !batch.empty(); batch = trace.next()) {
        requests.serve(batch);
        progress(requests.served());
    }
    ReplayReport report = requests.finish(device);
    report.trace = trace.head();
    report.format = trace.format();
    report.as_fast_as_possible = settings.as_fast_as_possible;
    if (device.currents) report.energy = energy::datasheet_energy(report.counts, device, settings.formula);
    return report;
}

}  // namespace deltasim::experiment
