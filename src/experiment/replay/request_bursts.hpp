// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"

// Converts the requests of a trace to bursts of a DRAM, which may have another size. A request moves the bursts that
// contain its bytes. Small requests that continue an earlier one in the same burst are gathered, as in stream buffers:
// that burst is moved once.

namespace deltasim::experiment
{

class RequestBursts
{
public:
    /// `request_bytes`: 0: only the burst that contains the address.
    RequestBursts(const machine::DramDevice& device, std::uint64_t request_bytes)
        : shift_(std::countr_zero(device.burst_bytes())), past_(request_bytes == 0 ? 0 : request_bytes - 1),
          gathers_(request_bytes > 0 && request_bytes < device.burst_bytes())
    {
    }

    [[nodiscard]] std::uint64_t first(std::uint64_t address) const { return address >> shift_; }
    [[nodiscard]] std::uint64_t last(std::uint64_t address) const { return (address + past_) >> shift_; }
    /// True if every request moves one burst of its own.
    [[nodiscard]] bool is_plain() const { return past_ == 0 || (!gathers_ && past_ + 1 == std::uint64_t{1} << shift_); }

    /// A burst that neighbouring requests may still join.
    struct Open {
        std::uint64_t burst = 0;
        std::uint64_t end = std::numeric_limits<std::uint64_t>::max();  ///< the address after the last requested byte
        bool is_write = false;
        Cycles done{0};
    };
    /// The burst of an earlier request that this one continues, or nullptr.
    [[nodiscard]] Open* find(std::uint64_t address, bool is_write)
    {
        if (!gathers_) return nullptr;
        const std::uint64_t burst = first(address);
        if (burst != last(address)) return nullptr;
        const auto found = std::find_if(open_.begin(), open_.end(), [&](const Open& one) {
            return one.end == address && one.burst == burst && one.is_write == is_write;
        });
        if (found == open_.end()) return nullptr;
        found->end = address + past_ + 1;
        return &*found;
    }
    /// The burst that was moved for a request may now be joined; replaces the oldest such burst.
    void open(std::uint64_t address, bool is_write, Cycles done)
    {
        open_[next_] = {last(address), address + past_ + 1, is_write, done};
        next_ = (next_ + 1) % open_.size();
    }

private:
    static constexpr std::size_t most_open = 16;

    int shift_;
    std::uint64_t past_;
    bool gathers_;
    std::array<Open, most_open> open_{};
    std::size_t next_ = 0;
};

}  // namespace deltasim::experiment
