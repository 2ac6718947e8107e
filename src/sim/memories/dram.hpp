// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "dram/dram_channels.hpp"
#include "machine/dram_device.hpp"
#include "sim/memories/dram_interface.hpp"
#include "sim/memories/memory_counters.hpp"

// A DRAM with row buffers, in the time of the machine.

namespace deltasim::sim
{

/// The state of a DRAM apart from its channels.
struct DramState {
    dram::RefreshHold<Ticks> hold;  ///< the latest hold before the state was restored; the channels have later ones
};

class Dram final : public sc_core::sc_module, public DramInterface
{
public:
    Dram(sc_core::sc_module_name name, const machine::DramDevice& device, Clock clock, CounterLayout& layout);

    void count_in(Counts& counts) override;
    void watch(RequestObserver& observer) override { observer_ = &observer; }
    void watch(dram::CommandObserver& observer) override { channels_.watch(&observer); }
    void hold_values(std::uint64_t words) override { contents_.resize(words, 0.0); }
    Service access(const LineRun& bursts, AccessKind kind, Ticks earliest) override;
    void access_each(const LineRun& bursts, AccessKind kind, std::span<Ticks> times) override;
    void advance(Ticks until) override { channels_.advance(Cycles(until.value() / clock_.period().value())); }
    void count_precharges() override { channels_.count_precharges(); }
    std::span<double> contents() override { return contents_; }
    void encode(StateEncoder& encoder) const override { describe(encoder, *this); }
    void decode(StateDecoder& decoder) override { describe(decoder, *this); }
    [[nodiscard]] AddressView address_view() const override;
    [[nodiscard]] std::size_t counter_at(std::size_t counter, const StateOrigin& banks) const override;
    std::span<std::int64_t> open_rows() override { return channels_.open_rows(); }
    [[nodiscard]] const Clock& clock() const override { return clock_; }
    [[nodiscard]] Ticks next_deadline() const override;
    void encode_deadlines(StateEncoder& encoder) const override
    {
        dram::DramChannels::describe_deadlines(encoder, channels_);
    }
    void decode_deadlines(StateDecoder& decoder) override
    {
        dram::DramChannels::describe_deadlines(decoder, channels_);
    }
    /// If a channel has handled a refresh before the others, the next deadline stays the same. Then any deadline would
    /// have changed something: returns a time that is later than all others but can be used in sums.
    [[nodiscard]] Ticks latest_deadline_check() const override
    {
        constexpr Ticks any{no_deadline.value() / 2};
        return channels_.refresh_together() ? clock_.ticks(channels_.latest_refresh_check()) : any;
    }
    void forget_deadline_checks() override { channels_.forget_refresh_checks(); }
    [[nodiscard]] dram::RefreshHold<Ticks> refresh_hold() const override { return canonical().hold; }
    [[nodiscard]] bool keeps_lines() const override { return true; }
    [[nodiscard]] std::uint64_t line_bytes() const override { return device_.burst_bytes(); }
    [[nodiscard]] MemoryCounts read_out(const Counts& counts) const override;
    [[nodiscard]] DramCounts commands(const Counts& counts, Ticks end) const override;

private:
    /// Serves accesses. `times`: their arrivals, which become the clocks after their last data.
    void serve(const LineRun& bursts, AccessKind kind, std::span<Cycles> times);
    /// With the latest hold of all channels.
    [[nodiscard]] DramState canonical() const;
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        archive.part(self.channels_);
        if constexpr (Archive::decodes) {
            describe_state(archive, self.state_);
        } else {
            const DramState canonical = self.canonical();
            describe_state(archive, canonical);
        }
    }
    /// Waits begin after the last issue, so only the part of a hold after it matters.
    template <class Archive, class State>
    static void describe_state(Archive& archive, State& state)
    {
        auto& [hold] = state;
        auto& [begin, end] = hold;
        archive.wait_time(begin);
        archive.wait_time(end);
    }

    machine::DramDevice device_;
    Clock clock_;
    dram::DramChannels channels_;
    DramState state_;
    std::vector<double> contents_;
    std::size_t first_counter_;
    std::uint64_t* counters_ = nullptr;
    std::array<Cycles, most_requests_together> times_{};  ///< of the accesses that are being served
    RequestObserver* observer_ = nullptr;
};

}  // namespace deltasim::sim
