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

// A DRAM with row buffers behind one TLM-2.0 socket: an access is split into bursts, and each goes to the channel that
// its address says.

namespace deltasim::systemc
{

class DramController final : public DramTarget
{
public:
    /// `clock` is to be bound to one of the device's rate.
    DramController(const sc_core::sc_module_name& name, const machine::DramDevice& device, bool keeps_contents = true);

    /// No request comes any more; refreshes, and time, are counted up to `until`. What is booked still goes out.
    void close(const sc_core::sc_time& until);
    /// When the last command that is booked goes out.
    [[nodiscard]] sc_core::sc_time booked_until();
    /// Over all channels; `cycles` are those up to when it was closed.
    [[nodiscard]] DramCounts counts() const;

    void trace(sc_core::sc_trace_file& file);

private:
    [[nodiscard]] Served serve(std::uint64_t first, std::uint64_t count, bool is_write, Cycles arrival) override;

    const machine::DramDevice device_;
    std::vector<std::unique_ptr<DramChannelController>> channels_;
    std::uint64_t cycles_ = 0;
};

}  // namespace deltasim::systemc
