// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "core/run_counts.hpp"
#include "machine/dram_device.hpp"
#include "systemc/dram/dram_channel_controller.hpp"
#include "systemc/dram/dram_target.hpp"

// A DRAM with row buffers behind one TLM-2.0 socket: an access is split into bursts, and each goes to the channel of
// its address.

namespace deltasim::systemc
{

class DramController final : public DramTarget
{
public:
    /// `clock` must be bound to a clock with the device's rate.
    DramController(const sc_core::sc_module_name& name, const machine::DramDevice& device, bool keeps_contents = true);

    /// No more requests come; refreshes and time are counted up to `until`. Booked commands are still issued.
    void close(const sc_core::sc_time& until);
    /// When the last booked command is issued.
    [[nodiscard]] sc_core::sc_time booked_until();
    /// Over all channels; `cycles` up to the time of close().
    [[nodiscard]] DramCounts counts() const;

    void trace(sc_core::sc_trace_file& file);

private:
    [[nodiscard]] Served serve(std::uint64_t first, std::uint64_t count, bool is_write, Cycles arrival) override;

    const machine::DramDevice device_;
    std::vector<std::unique_ptr<DramChannelController>> channels_;
    std::uint64_t cycles_ = 0;
};

}  // namespace deltasim::systemc
