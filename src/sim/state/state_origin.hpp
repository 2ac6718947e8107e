// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/divisor.hpp"
#include "core/quantity.hpp"

// What the canonical form of a state (state_archive.hpp) is relative to.

namespace deltasim::sim
{

/// The time and place of a state, to which its canonical form is relative.
struct StateOrigin {
    Ticks issue{0};       ///< last issue of a step; for a transfer, the time at which its first burst may begin
    Ticks last_issue{0};  ///< the same, but for a transfer, too, the last issue of a step
    Ticks request{0};     ///< last request of the address generator
    Cycles clock{0};      ///< the DRAM's clock at or after that
    std::vector<std::uint64_t> lines;  ///< by stream of the nest: the line that its first operand has reached
    std::size_t first_operand = 0;     ///< of the loop, among all operands of the nest
    std::size_t end_operand = 0;       ///< the one after the loop's last operand
    // Of an on-chip memory:
    bool with_lanes = true;      ///< the form has the ports that the lanes use
    bool with_engine = true;     ///< and the ports of the DMA engine
    bool at_last_issue = false;  ///< the next access may come at the last issue, and not after it
    /// By memory: the bank that counts as the first. Memories that are left out, or whose banks differ, count from 0.
    std::vector<std::size_t> first_on_chip;

    // Of the DRAM:
    /// Number of alike banks in a group, neighbours in the order of addresses; 1 if banks are not alike.
    std::int64_t like_banks = 1;
    std::int64_t first_bank = 0;    ///< the bank that counts as the first of them
    std::int64_t rank_banks = 1;    ///< banks of one rank
    std::int64_t ranks = 1;         ///< ranks between the row and the bank in addresses
    std::size_t like_groups = 1;    ///< number of alike bank groups of a rank; 1 if groups are not alike
    std::size_t first_group = 0;    ///< the group that counts as the first of them
    Divisor place_lines;            ///< lines of a place, in which rows are counted
    std::uint64_t group_lines = 1;  ///< lines from one bank group to the next, if groups are alike
    bool closes_ranks = false;      ///< rows are closed by requests to their banks, or all rows of a rank at once
    /// The places of a tensor, its rows counted bank by bank over alike banks (`place_of`), and which of them the loop
    /// can still reach. Two tensors may share a place.
    struct Rows {
        static constexpr std::uint64_t all_groups = ~std::uint64_t{0};

        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t reached = 0;           ///< the place that its streams have reached
        std::int64_t least = 0;             ///< distance from `reached` of the first place that can still be reached
        std::int64_t most = 0;              ///< the same for the last place
        std::uint64_t groups = all_groups;  ///< a bit for each bank group of a rank in which it can be reached

        [[nodiscard]] bool has(std::int64_t place) const { return first <= place && place <= last; }
    };
    std::vector<Rows> rows;                   ///< by tensor of the loop
    std::vector<std::size_t> rows_of_stream;  ///< by stream of the nest: the index in `rows` of its tensor

    /// The place of a row of a bank in the order of addresses.
    [[nodiscard]] std::int64_t place_of(std::int64_t row, std::size_t bank) const
    {
        const auto number = static_cast<std::int64_t>(bank);
        return (row * ranks + number / rank_banks % ranks) * like_banks + number % like_banks;
    }
    /// True if the loop can reach a row of this bank.
    [[nodiscard]] bool reaches(std::size_t bank) const
    {
        const std::uint64_t group = bank / static_cast<std::size_t>(like_banks) % like_groups;
        const std::int64_t round = like_banks * ranks;  // places from one row of the bank to the next
        return std::any_of(rows.begin(), rows.end(), [&](const Rows& tensor) {
            const std::int64_t from = std::max(tensor.first, tensor.reached + tensor.least);
            const std::int64_t to = std::min(tensor.last, tensor.reached + tensor.most);
            const std::int64_t before = (from - place_of(0, bank)) % round;
            const std::int64_t next = from + (before > 0 ? round - before : -before);
            return (tensor.groups >> group & 1U) != 0 && next <= to;
        });
    }
    /// The row at a place.
    [[nodiscard]] std::int64_t row_at(std::int64_t place) const { return place / (like_banks * ranks); }
    /// The number of the bank that has number `counted` when its rank begins with `first_group` and its group with
    /// `first_bank`.
    [[nodiscard]] std::size_t bank_at(std::size_t counted) const
    {
        const auto alike = static_cast<std::size_t>(like_banks);  // a power of two
        const std::size_t in_group = (counted + static_cast<std::size_t>(first_bank)) & (alike - 1);
        const int bits = std::countr_zero(alike);
        return group_at(counted >> bits) << bits | in_group;
    }
    /// The number of the group that has number `counted`, numbered over all ranks.
    [[nodiscard]] std::size_t group_at(std::size_t counted) const
    {
        const std::size_t in_rank = (counted + first_group) & (like_groups - 1);  // a power of two
        return (counted & ~(like_groups - 1)) | in_rank;
    }
    /// The bank of a memory on chip that counts as the first.
    [[nodiscard]] std::size_t first_bank_of(std::size_t memory) const
    {
        return memory < first_on_chip.size() ? first_on_chip[memory] : 0;
    }
    /// The port that counts as number `counted` in the memory `memory`, whose ports are numbered bank by bank, the
    /// first ports of all banks first.
    [[nodiscard]] std::size_t port_at(std::size_t counted, std::size_t memory, std::size_t banks) const
    {
        const std::size_t bank = counted % banks;
        const std::size_t first = first_bank_of(memory);
        return counted - bank + (bank + first < banks ? bank + first : bank + first - banks);
    }
    /// The reverse of group_at().
    [[nodiscard]] std::size_t counted_group(std::size_t group) const
    {
        return (group & ~(like_groups - 1)) | ((group - first_group) & (like_groups - 1));
    }
};

}  // namespace deltasim::sim
