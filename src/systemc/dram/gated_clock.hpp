// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <systemc>
#include <vector>

#include "systemc/dram/edge_times.hpp"

// A clock in true time that is gated: of its edges only those happen that a module has asked for, unless somebody
// watches the clock itself. What an edge would have found idle is the same without it.

namespace deltasim::systemc
{

class GatedClock final : public sc_core::sc_clock
{
public:
    GatedClock(const char* name, std::uint64_t rate_hz);

    [[nodiscard]] const EdgeTimes& edges() const { return edges_; }

    /// The number of the first edge at or after now.
    [[nodiscard]] std::uint64_t next_edge() const { return edges_.at_or_after(sc_core::sc_time_stamp()); }
    /// Whether there is a rising edge right now, gated or not; `edge` is next_edge().
    [[nodiscard]] bool is_now(std::uint64_t edge) const { return edges_.time_of(edge) == sc_core::sc_time_stamp(); }

    /// The rising edge that came last, as far as one has.
    [[nodiscard]] std::uint64_t last_edge() const { return last_; }

    /// Lets this edge happen, and the falling one after it; it is next_edge() or later. An edge of right now that was
    /// gated happens a delta cycle from here.
    void ask_for(std::uint64_t edge);
    /// Lets every edge happen from now on.
    void run_freely();
    /// From now on again only those that are asked for.
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
    std::uint64_t scheduled_ = 0;       ///< edge that rises_ is notified for
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
