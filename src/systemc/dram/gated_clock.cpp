// SPDX-License-Identifier: MIT
#include "systemc/dram/gated_clock.hpp"

#include <algorithm>
#include <functional>

namespace deltasim::systemc
{

GatedClock::GatedClock(const char* name, std::uint64_t rate_hz)
    : sc_clock(name, EdgeTimes(rate_hz).time_of(1)), edges_(rate_hz)
{
}

/// Replaces the processes of sc_clock, whose period is rounded once.
void GatedClock::before_end_of_elaboration()
{
    const auto spawn = [](void (GatedClock::*action)(), GatedClock* clock, const sc_core::sc_event& event) {
        sc_core::sc_spawn_options options;
        options.spawn_method();
        options.dont_initialize();
        options.set_sensitivity(&event);
        sc_core::sc_spawn([clock, action] { (clock->*action)(); }, sc_core::sc_gen_unique_name("edge"), &options);
    };
    spawn(&GatedClock::rise, this, rises_);
    spawn(&GatedClock::fall, this, falls_);
}

void GatedClock::ask_for(std::uint64_t edge)
{
    if (has_risen_ && edge <= last_) return;  // its falling edge is still to come, or has been
    const auto place = std::lower_bound(asked_.begin(), asked_.end(), edge, std::greater<>());
    if (place != asked_.end() && *place == edge) return;
    asked_.insert(place, edge);
    if (!high_) schedule();
}

void GatedClock::run_freely()
{
    free_ = true;
    if (!high_) schedule();
}

void GatedClock::schedule()
{
    const sc_core::sc_time now = sc_core::sc_time_stamp();
    std::uint64_t next = 0;
    if (free_) {
        next = edges_.at_or_after(now);
        if (has_risen_ && next <= last_) next = last_ + 1;
    } else if (!asked_.empty()) {
        next = asked_.back();
    } else {
        return;
    }
    if (is_scheduled_ && scheduled_ <= next) return;
    rises_.cancel();
    rises_.notify(edges_.time_of(next) - now);
    scheduled_ = next;
    is_scheduled_ = true;
}

void GatedClock::rise()
{
    is_scheduled_ = false;
    high_ = has_risen_ = true;
    last_ = scheduled_;
    while (!asked_.empty() && asked_.back() <= scheduled_) asked_.pop_back();
    const sc_core::sc_time period = edges_.time_of(scheduled_ + 1) - sc_core::sc_time_stamp();
    falls_.notify(sc_core::sc_time::from_value(period.value() / 2));
    m_new_val = true;
    request_update();
}

void GatedClock::fall()
{
    high_ = false;
    m_new_val = false;
    request_update();
    schedule();
}

}  // namespace deltasim::systemc
