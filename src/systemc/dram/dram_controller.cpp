// SPDX-License-Identifier: MIT
#include "systemc/dram/dram_controller.hpp"

#include <algorithm>
#include <string>

namespace deltasim::systemc
{

DramController::DramController(const sc_core::sc_module_name& name, const machine::DramDevice& device,
                               bool keeps_contents)
    : DramTarget(name, device.capacity_bytes(), device.burst_bytes(), keeps_contents), device_(device)
{
    for (std::uint32_t channel = 0; channel < device.channels; ++channel) {
        const std::string channel_name = "channel_" + std::to_string(channel);
        channels_.push_back(std::make_unique<DramChannelController>(channel_name.c_str(), device_, channel));
        channels_.back()->clock(clock);
    }
}

DramTarget::Served DramController::serve(std::uint64_t first, std::uint64_t count, bool is_write, Cycles arrival)
{
    Served served;
    for (std::uint64_t burst = first; burst < first + count; ++burst) {
        const BurstPlace at = place_of(burst, device_);
        const Booking booking = channels_[at.channel]->book(at, is_write, arrival);
        served.done = larger(served.done, booking.done);
        // Of several delays the one that lasts longest.
        if (!booking.held_since || (served.held_since && booking.done <= served.held_until)) continue;
        served.held_since = booking.held_since;
        served.held_until = booking.done;
    }
    return served;
}

void DramController::close(const sc_core::sc_time& until)
{
    std::uint64_t edge = clock->edges().at_or_after(until);
    cycles_ = edge;
    if (clock->edges().time_of(edge) > until) --edge;
    for (const auto& channel : channels_) channel->close(Cycles(static_cast<std::int64_t>(edge)));
}

sc_core::sc_time DramController::booked_until()
{
    Cycles last{0};
    for (const auto& channel : channels_) last = larger(last, channel->booked_until());
    return clock->edges().time_of(static_cast<std::uint64_t>(last.value()));
}

DramCounts DramController::counts() const
{
    DramCounts sum;
    for (const auto& channel : channels_) {
        const DramCounts& counts = channel->counts();
        sum.activates += counts.activates;
        sum.precharges += counts.precharges;
        sum.reads += counts.reads;
        sum.writes += counts.writes;
        sum.refreshes += counts.refreshes;
        sum.bank_refreshes += counts.bank_refreshes;
        sum.row_hits += counts.row_hits;
        sum.row_misses += counts.row_misses;
        sum.ranks.insert(sum.ranks.end(), counts.ranks.begin(), counts.ranks.end());
        sum.banks.insert(sum.banks.end(), counts.banks.begin(), counts.banks.end());
    }
    for (const DramRankCounts& rank : sum.ranks) {
        sum.rank_active_cycles += rank.active_cycles;
        sum.bank_active_cycles += rank.bank_active_cycles;
        sum.bank_refresh_only_cycles += rank.bank_refresh_only_cycles;
    }
    for (const DramBankCounts& bank : sum.banks) sum.row_conflicts += bank.row_conflicts;
    sum.cycles = cycles_;
    return sum;
}

void DramController::trace(sc_core::sc_trace_file& file)
{
    for (const auto& channel : channels_) channel->trace(file);
}

}  // namespace deltasim::systemc
