// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "dram/dram_channels.hpp"
#include "machine/dram_device.hpp"
#include "sim/memories/dram_interface.hpp"
#include "sim/memories/memory_counters.hpp"

// A DRAM with row buffers, in the machine's time.

namespace deltasim::sim
{

class Dram final : public sc_core::sc_module, public DramInterface
{
public:
    Dram(sc_core::sc_module_name name, const machine::DramDevice& device, Clock clock, CounterLayout& layout);

    void count_in(Counts& counts) override;
    void watch(RequestObserver& observer) override { observer_ = &observer; }
    void watch(dram::CommandObserver& observer) override { channels_.watch(&observer); }
    void hold_values(std::uint64_t words) override { contents_.resize(words, 0.0); }
    Service access(const LineRun& bursts, AccessKind kind, Ticks earliest) override;
    void advance(Ticks until) override { channels_.advance(Cycles(until.value() / clock_.period().value())); }
    std::span<double> contents() override { return contents_; }
    void encode(StateEncoder& encoder) override { describe(encoder); }
    void decode(StateDecoder& decoder) override { describe(decoder); }
    [[nodiscard]] AddressView address_view() const override;
    [[nodiscard]] std::size_t counter_at(std::size_t counter, const StateOrigin& banks) const override;
    std::span<std::int64_t> open_rows() override { return channels_.open_rows(); }
    [[nodiscard]] const Clock& clock() const override { return clock_; }
    [[nodiscard]] Ticks next_deadline() const override;
    void encode_deadlines(StateEncoder& encoder) override { channels_.describe_deadlines(encoder); }
    void decode_deadlines(StateDecoder& decoder) override { channels_.describe_deadlines(decoder); }
    /// A channel that has come to a refresh before others have leaves the next deadline what it was: then any deadline
    /// would have changed something, up to a time that can be reckoned with and never comes.
    [[nodiscard]] Ticks latest_deadline_check() const override
    {
        constexpr Ticks any{no_deadline.value() / 2};
        return channels_.refresh_together() ? clock_.ticks(channels_.latest_refresh_check()) : any;
    }
    void forget_deadline_checks() override { channels_.forget_refresh_checks(); }
    [[nodiscard]] dram::RefreshHold<Ticks> refresh_hold() override;
    [[nodiscard]] bool keeps_lines() const override { return true; }
    [[nodiscard]] std::uint64_t line_bytes() const override { return device_.burst_bytes(); }
    [[nodiscard]] MemoryCounts read_out(const Counts& counts) const override;
    [[nodiscard]] DramCounts commands(const Counts& counts, Ticks end) const override;

private:
    /// Waits begin after the last issue, and so only what a hold lasts beyond it matters.
    template <class Archive>
    void describe(Archive& archive)
    {
        hold_ = refresh_hold();
        channels_.describe(archive);
        archive.issue_time(hold_.begin);
        archive.issue_time(hold_.end);
    }

    machine::DramDevice device_;
    Clock clock_;
    dram::DramChannels channels_;
    dram::RefreshHold<Ticks> hold_;  ///< those of the channels, as far as they have been asked for
    std::vector<double> contents_;
    std::size_t first_counter_;
    std::uint64_t* counters_ = nullptr;
    RequestObserver* observer_ = nullptr;
};

}  // namespace deltasim::sim
