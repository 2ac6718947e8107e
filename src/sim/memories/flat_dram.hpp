// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "machine/processor.hpp"
#include "sim/memories/dram_interface.hpp"
#include "sim/memories/memory_counters.hpp"

// DRAM in the abstract per-access view: accesses of `width_bits`, each with a fixed time, in order. Each word takes an
// access, however narrow it is, unless a neighbour that the same step requests lies in the same line. Nothing is kept
// for later steps.

namespace deltasim::sim
{

struct FlatDramState {
    Ticks next_access;  ///< the earliest time at which the next access may be taken
};

class FlatDram final : public sc_core::sc_module, public DramInterface
{
public:
    FlatDram(sc_core::sc_module_name name, const machine::FlatDramConfig& config, Clock clock, CounterLayout& layout);

    void count_in(Counts& counts) override { counters_ = &counts[first_counter_]; }
    void watch(RequestObserver& observer) override { observer_ = &observer; }
    void watch(dram::CommandObserver&) override {}
    void hold_values(std::uint64_t words) override { contents_.resize(words, 0.0); }
    Service access(const LineRun& words, AccessKind kind, Ticks earliest) override;
    void advance(Ticks) override {}
    std::span<double> contents() override { return contents_; }
    void encode(StateEncoder& encoder) const override { describe(encoder, *this); }
    void decode(StateDecoder& decoder) override { describe(decoder, *this); }
    [[nodiscard]] std::size_t counter_at(std::size_t counter, const StateOrigin&) const override { return counter; }
    void count_precharges() override {}
    [[nodiscard]] AddressView address_view() const override { return {line_bytes(), 0, 0, 0}; }
    std::span<std::int64_t> open_rows() override { return {}; }
    [[nodiscard]] const Clock& clock() const override { return clock_; }
    [[nodiscard]] Ticks next_deadline() const override { return no_deadline; }
    void encode_deadlines(StateEncoder&) const override {}
    void decode_deadlines(StateDecoder&) override {}
    [[nodiscard]] Ticks latest_deadline_check() const override { return Ticks(0); }
    void forget_deadline_checks() override {}
    [[nodiscard]] dram::RefreshHold<Ticks> refresh_hold() const override { return {}; }
    [[nodiscard]] bool keeps_lines() const override { return false; }
    [[nodiscard]] std::uint64_t line_bytes() const override { return config_.width_bits / 8; }
    [[nodiscard]] MemoryCounts read_out(const Counts& counts) const override;
    [[nodiscard]] DramCounts commands(const Counts& counts, Ticks end) const override;

private:
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [next_access] = self.state_;
        archive.request_time(next_access);
    }
    void tell(const LineRun& words, AccessKind kind, Cycles arrival);

    machine::FlatDramConfig config_;
    Clock clock_;
    Ticks latency_;
    Ticks interval_;
    FlatDramState state_{Ticks(0)};
    std::vector<double> contents_;
    std::size_t first_counter_;
    std::uint64_t* counters_ = nullptr;
    RequestObserver* observer_ = nullptr;
};

}  // namespace deltasim::sim
