// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "dram/dram_channels.hpp"
#include "machine/dram_device.hpp"
#include "rooms.hpp"

// A small DRAM device whose timings are all different, so that a wrong rule shows; and a channel of it for tests.

namespace deltasim::test
{

/// The place of a burst. A row has four bursts.
struct Place {
    std::uint64_t rank = 0;
    std::uint64_t group = 0;
    std::uint64_t bank = 0;
    std::uint64_t row = 0;
    std::uint64_t column = 0;
};

// Timings in clocks.
inline constexpr std::int64_t CL = 5;
inline constexpr std::int64_t CWL = 3;
inline constexpr std::int64_t burst = 4;
inline constexpr std::int64_t tRCD = 7;
inline constexpr std::int64_t tRP = 6;
inline constexpr std::int64_t tRAS = 20;
inline constexpr std::int64_t tRTP = 4;
inline constexpr std::int64_t tWR = 9;
inline constexpr std::int64_t tRRD_S = 5;
inline constexpr std::int64_t tRRD_L = 9;
inline constexpr std::int64_t tFAW = 26;
inline constexpr std::int64_t tCCD_S = 4;
inline constexpr std::int64_t tCCD_L = 6;
inline constexpr std::int64_t tWTR_S = 2;
inline constexpr std::int64_t tWTR_L = 8;
inline constexpr std::int64_t tRTRS = 1;
inline constexpr std::int64_t tRFC = 50;
inline constexpr std::int64_t tRFCpb = 30;
inline constexpr std::int64_t tRREFD = 11;

/// Two bank groups of four banks in each rank; without refresh by default.
[[nodiscard]] DramDevice small_device(std::uint64_t ranks = 1, std::uint64_t tREFI = 0);

/// The number of a burst of small_device(), with its address mapping written out.
inline std::uint64_t burst_number(const Place& at, std::uint64_t ranks = 1)
{
    return (((at.row * ranks + at.rank) * 2 + at.group) * 4 + at.bank) * 4 + at.column;
}

/// A channel of small_device() that answers with the clock of the column command.
class SmallChannel
{
public:
    explicit SmallChannel(std::uint64_t ranks = 1, std::uint64_t tREFI = 0)
        : ranks_(ranks), channel_(small_device(ranks, tREFI)), counters_(channel_.counter_count())
    {
        channel_.count_in(counters_.data());
    }

    std::int64_t read(const Place& at, std::int64_t arrival)
    {
        return channel_.access(burst_number(at, ranks_), false, Cycles(arrival)).value() - CL - burst;
    }
    std::int64_t write(const Place& at, std::int64_t arrival)
    {
        return channel_.access(burst_number(at, ranks_), true, Cycles(arrival)).value() - CWL - burst;
    }
    void advance(std::int64_t until) { channel_.advance(Cycles(until)); }

    [[nodiscard]] std::uint64_t count(std::uint64_t DramCounts::*counter) const { return counts().*counter; }
    [[nodiscard]] DramCounts counts() const
    {
        channel_.count_precharges();
        return channel_.read_out(counters_, 0);
    }

private:
    std::uint64_t ranks_;
    DramChannels channel_;
    std::vector<std::uint64_t> counters_;
};

}  // namespace deltasim::test
