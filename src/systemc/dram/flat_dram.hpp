// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "machine/processor.hpp"
#include "systemc/dram/dram_target.hpp"

// DRAM in the abstract per-access view: words one after the other, each with a fixed time.

namespace deltasim::systemc
{

class FlatDram final : public DramTarget
{
public:
    FlatDram(const sc_core::sc_module_name& name, const machine::FlatDramConfig& config, bool keeps_contents = true)
        : DramTarget(name, config.capacity_bytes, config.width_bits / 8, keeps_contents),
          latency_(static_cast<std::int64_t>(config.latency_cycles)),
          interval_(static_cast<std::int64_t>(config.interval_cycles))
    {
    }

private:
    [[nodiscard]] Served serve(std::uint64_t /*first*/, std::uint64_t count, bool /*is_write*/, Cycles arrival) override
    {
        const Cycles begin = larger(arrival, free_from_);
        free_from_ = begin + interval_ * static_cast<std::int64_t>(count);
        return {free_from_ - interval_ + latency_, {}, Cycles(0)};
    }

    Cycles latency_;
    Cycles interval_;
    Cycles free_from_{0};
};

}  // namespace deltasim::systemc
