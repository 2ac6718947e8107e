// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/divisor.hpp"
#include "sim/state/key_bytes.hpp"
#include "sim/steps/bound_nest.hpp"

// What timing sees of the addresses that a loop's operands begin a block at. Two blocks that begin in the same state,
// and see the same, are served alike.
//
// - An address is seen modulo the memory's period.
// - Of an operand whose addresses differ by multiples of a power of two only, lower bits that are a column's or a
//   word's are not seen: nothing carries out of them. That does not hold for what is written, since lines wait in the
//   write buffer at other distances, nor for words that may straddle lines.
// - Of an operand that stays within a DRAM row, or within a power-of-two part of it to whose multiples it moves, a
// block
//   sees nothing of the column in this part but the bits below it.
// - Where the banks of a DRAM are alike, they count from the one that the loop's first stream has reached. A block that
//   goes from one rank to the next sees which one that is. Bank groups are counted in the same way; where a stream
//   leaves its part of a row, its own group is seen, too.
// - Of two operands of one tensor off chip, the distance is seen, and how many rows lie between; if the distance is not
//   one of whole lines, so is where in its line the later one begins.
// - On chip, where banks are alike, addresses count from the line that the loop's first operand in the memory has
//   reached. As long as no convoys meet (convoys.hpp), only distances within a convoy are seen, and where in its line
//   the first of them begins.

namespace deltasim::sim
{

/// Banks that are alike, neighbours in the order of addresses.
struct LikeBanks {
    std::uint64_t first = 0;        ///< the bank that counts as the first of them
    std::uint64_t bytes = 1;        ///< from one bank to the next; if no banks are alike, from row to row of all banks
    std::uint64_t count = 1;        ///< 1: no banks are alike
    std::uint64_t ranks = 1;        ///< each of them exists in this many ranks, in the order of addresses
    std::uint64_t first_group = 0;  ///< the bank group that counts as the first
    std::uint64_t group_bytes = 0;  ///< from one bank group to the next
    std::uint64_t groups = 1;       ///< 1: no groups are alike
};

class SeenAddresses
{
public:
    /// `many`: for blocks of more than one iteration; for others the strides of the loop itself do not matter.
    SeenAddresses(const BoundNest& nest, const BoundLoop& loop, bool many);

    /// Appends everything on which the address class depends besides the addresses.
    void write_signature(KeyBytes& bytes) const;
    /// Appends the address class of a block of `iterations` from the nest's addresses on. `wherever`: valid for all
    /// places of its convoys, as long as they do not meet.
    void write(const BoundNest& nest, std::uint64_t iterations, bool wherever, const LikeBanks& banks,
               KeyBytes& bytes) const;

private:
    /// One operand's address.
    struct Seen {
        std::size_t operand = 0;
        std::uint64_t unseen = 0;  ///< bits of the address
        std::uint64_t part = 0;    ///< bytes of a row, or of a power-of-two part of it, to whose multiples it moves
        std::uint64_t column = 0;  ///< bits that are not seen by a block that stays in one part
        std::uint64_t extent = 0;  ///< bytes over which an iteration moves in the part, its last word included
        std::uint64_t stride = 0;  ///< bytes by which it moves in the part from one iteration to the next
        std::uint64_t whole_extent = 0;  ///< the same two, out of the part
        std::uint64_t whole_stride = 0;
        Divisor period;           ///< addresses so far apart are alike
        std::size_t related = 0;  ///< an earlier operand of the same tensor, off chip; itself if there is none
        bool off_chip = false;
        bool in_convoy = false;    ///< on chip, in a memory that has a period
        std::size_t leader = 0;    ///< the first of its convoy, among those seen
        bool from_anchor = false;  ///< on chip, in alike banks: seen from the line that its anchor has reached
        std::size_t anchor = 0;    ///< the first in its memory, among those seen
        Divisor line_bytes;
    };

    [[nodiscard]] Seen see(const BoundNest& nest, const BoundLoop& loop, std::size_t operand, bool many) const;
    static void see_column(const BoundNest& nest, const BoundLoop& loop, Seen& seen, bool many);
    static void see_part(const BoundNest& nest, const BoundLoop& loop, std::uint64_t part, Seen& seen);
    [[nodiscard]] bool stays_in_rank(const BoundNest& nest, std::uint64_t iterations, const LikeBanks& banks) const;
    [[nodiscard]] static bool stays_in_part(const Seen& seen, std::uint64_t address, std::uint64_t iterations);
    static void write_place(const Seen& seen, std::uint64_t address, std::uint64_t place, std::uint64_t iterations,
                            const LikeBanks& banks, KeyBytes& bytes);
    [[nodiscard]] static std::uint64_t place(const Seen& seen, const BoundNest& nest)
    {
        return seen.period.remainder(nest.at.addresses[seen.operand] & ~seen.unseen);
    }
    [[nodiscard]] std::uint64_t place_in_convoy(const Seen& seen, const BoundNest& nest) const;
    [[nodiscard]] std::uint64_t place_from_anchor(const Seen& seen, const BoundNest& nest) const;

    std::size_t first_operand_;
    std::vector<Seen> all_;
};

}  // namespace deltasim::sim
