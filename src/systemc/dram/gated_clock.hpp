// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <systemc>
#include <vector>

#include "systemc/dram/edge_times.hpp"

// A gated clock with real edges: only the edges that a module asks for happen, unless the clock itself is recorded. An
// edge at which every module would be idle makes no difference.

namespace deltasim::systemc
{

class GatedClock final : public sc_core::sc_clock
{
public:
    GatedClock(const char* name, std::uint64_t rate_hz);

    [[nodiscard]] const EdgeTimes& edges() const { return edges_; }

    /// The number of the first edge at or after now.
    [[nodiscard]] std::uint64_t next_edge() const { return edges_.at_or_after(sc_core::sc_time_stamp()); }
    /// True if there is a rising edge right now, gated or not; `edge` is next_edge().
    [[nodiscard]] bool is_now(std::uint64_t edge) const { return edges_.time_of(edge) == sc_core::sc_time_stamp(); }

    /// The last rising edge so far.
    [[nodiscard]] std::uint64_t last_edge() const { return last_; }

    /// Lets this edge happen, and the falling edge after it; it is next_edge() or later. A gated edge of the present
    /// time happens one delta cycle from now.
    void ask_for(std::uint64_t edge);
    /// Lets every edge happen from now on.
    void run_freely();
    /// From now on again only edges that are asked for happen.
    void gate() { free_ = false; }

protected:
    void before_end_of_elaboration() override;

private:
    void rise();
    void fall();
    void schedule();

    EdgeTimes edges_;
    sc_core::sc_event rises_;
    sc_core::sc_event falls_;
    std::vector<std::uint64_t> asked_;  ///< descending
    std::uint64_t scheduled_ = 0;       ///< the edge for which rises_ is notified
    std::uint64_t last_ = 0;
    bool has_risen_ = false;
    bool is_scheduled_ = false;
    bool high_ = false;
    bool free_ = false;
};

/// A module's clock input: an sc_in bound to a GatedClock.
class ClockIn final : public sc_core::sc_in<bool>
{
public:
    using sc_core::sc_in<bool>::sc_in;

    [[nodiscard]] GatedClock* operator->()
    {
        if (clock_ == nullptr) clock_ = &dynamic_cast<GatedClock&>(*get_interface());
        return clock_;
    }

private:
    GatedClock* clock_ = nullptr;
};

}  // namespace deltasim::systemc
