// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "core/counts.hpp"
#include "core/divisor.hpp"
#include "core/run_counts.hpp"
#include "machine/processor.hpp"
#include "sim/memories/memory_counters.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/memories/serving_clocks.hpp"

// An on-chip memory of banks. Each port of a bank serves one line a cycle; what finds its bank's ports busy waits in
// line. The DMA engine, whose tiles lie in banks of their own, has two ports of its own at each, one to read and one to
// write. Data is there a fixed latency after an access is taken. An eDRAM refreshes a row of every bank in every
// interval's first clock, in which no port serves. Refresh follows from the time alone, so that it is no state.

namespace deltasim::sim
{

/// All that changes in an SRAM: when each port of each bank is free again.
struct SramState {
    std::vector<Ticks> port_free;    ///< the first port of each bank, then the second
    std::vector<Ticks> engine_free;  ///< the same of the DMA engine's: to read, then to write
};

class Sram final : public sc_core::sc_module, public MemoryInterface
{
public:
    /// Parameters: `config`; `clock` is the memory's own. Takes its counters from `layout`.
    Sram(sc_core::sc_module_name name, const machine::OnChipMemoryConfig& config, Clock clock, CounterLayout& layout);

    /// Counters are in `counts` from now on.
    void count_in(Counts& counts) { counters_ = &counts[first_counter_]; }
    /// Makes room for the words of `bytes` bytes.
    void hold_values(std::uint64_t words) { contents_.resize(words, 0.0); }

    Service access(const LineRun& lines, AccessKind kind, Ticks earliest) override;
    std::span<double> contents() override { return contents_; }
    void encode(StateEncoder& encoder) const override { describe(encoder, *this); }
    void decode(StateDecoder& decoder) override { describe(decoder, *this); }
    [[nodiscard]] AddressView address_view() const override;

    /// What was counted in a run that ended at `end`.
    [[nodiscard]] MemoryCounts read_out(const Counts& counts, Ticks end) const;

private:
    /// After the accesses: clocks that they waited for a busy port, summed, and so in clocks: ticks might not fit.
    static constexpr std::size_t queued_cycles = AccessCounters::size;
    /// And how many of the accesses were the DMA engine's.
    static constexpr std::size_t engine_accesses = queued_cycles + 1;
    /// And how many were made by instructions.
    static constexpr std::size_t core_accesses = engine_accesses + 1;

    /// The next access comes on an edge, mostly after the last issue: a port that is free by then is as good as any.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [port_free, engine_free] = self.state_;
        if (archive.with_lanes()) {
            const Ticks next = archive.last_issue() + Ticks(archive.at_last_issue() ? 0 : 1);
            archive.port_times(port_free, self.config_.banks, self.clock_.edge_at_or_after(next));
        }
        if (archive.with_engine()) archive.port_times(engine_free, self.config_.banks, archive.last_issue());
    }
    [[nodiscard]] std::uint64_t bank_of(std::uint64_t line) const;
    template <class Serve>
    void each_bank(const LineRun& lines, const Serve& serve) const;
    /// Accesses of one request.
    struct Taken {
        Ticks last;                ///< when the last one of all is taken
        std::uint64_t queued = 0;  ///< clocks that they wait for busy ports, summed
    };
    /// Serves accesses that arrive at `arrival`, an edge, through one port, one after the other.
    void take(Ticks& free, Ticks arrival, std::uint64_t times, Taken& taken)
    {
        if (!serving_.all()) return take_between_refreshes(free, arrival, times, taken);
        Ticks last = arrival;
        if (free > arrival) {
            last = free;
            taken.queued += times * cycle(free - arrival);  // both are edges
        }
        if (times > 1) {
            taken.queued += times * (times - 1) / 2;
            last += static_cast<std::int64_t>(times - 1) * clock_.period();
        }
        free = last + clock_.period();
        taken.last = larger(taken.last, last);
    }
    void take_lines(Ticks* free, const LineRun& lines, Ticks arrival, Taken& taken);
    void take_between_refreshes(Ticks& free, Ticks arrival, std::uint64_t times, Taken& taken);
    Service served(const Taken& taken, const LineRun& lines, AccessKind kind);
    [[nodiscard]] std::uint64_t cycle(Ticks time) const
    {
        return static_cast<std::uint64_t>(clock_.cycle_at_or_after(time).value());
    }
    Service access_by_engine(const LineRun& lines, AccessKind kind, Ticks arrival);
    [[nodiscard]] Ticks& either_port(std::uint64_t bank, Ticks arrival);

    machine::OnChipMemoryConfig config_;
    Clock clock_;
    Ticks latency_;
    std::size_t ports_a_bank_;
    Divisor banks_;
    Divisor lines_a_bank_;
    ServingClocks serving_;
    SramState state_;
    std::vector<double> contents_;

    std::size_t first_counter_;
    std::uint64_t* counters_ = nullptr;
};

}  // namespace deltasim::sim
