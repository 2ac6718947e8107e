// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/divisor.hpp"
#include "core/quantity.hpp"
#include "sim/state_archive.hpp"
#include "sim/step_issuer.hpp"

// What folding must know of one loop of a nest: the blocks of iterations it may be folded in, which part of the machine
// it touches, and what timing can see of its addresses.

namespace deltasim
{

/// A number of iterations that is looked up at once.
struct FoldLevel {
    std::uint64_t iterations = 1;
    std::uint64_t steps = 1;
    std::uint32_t block = 0;              ///< its number in the nest
    bool fits_between_deadlines = false;  ///< whether a block was ever seen in which no deadline fell
    std::uint32_t worth = 8;              ///< it pays if one lookup in this many finds something

    /// Whether to look it up now. Where that has not paid it is left out for a while, and tried again.
    [[nodiscard]] bool pays();
    /// `cost`: of the lookup, in steps that could have been simulated instead.
    void book(bool hit, std::uint64_t cost);

private:
    std::uint32_t lookups_ = 0;
    std::uint32_t hits_ = 0;
    std::uint64_t cost_ = 0;           ///< of these lookups
    std::uint32_t left_out_ = 0;       ///< how many more times it is left out
    std::uint32_t pause_ = 16 * 4096;  ///< how many times it will be left out next, if it does not pay
};

class FoldLoop
{
public:
    FoldLoop(const StepIssuer& issuer, const BoundNest& nest, const BoundLoop& loop);

    /// What the loop's behaviour follows from, besides addresses and state. Loops that agree in it behave alike, but
    /// for which steps' executions they count.
    [[nodiscard]] const std::string& signature() const { return signature_; }
    /// Numbers the levels' blocks from `first` on.
    void number_blocks(std::uint32_t first);
    /// The number of the first of its steps within the program, and how many there are.
    [[nodiscard]] std::size_t first_step() const { return first_step_; }
    [[nodiscard]] std::size_t step_count() const { return step_count_; }

    [[nodiscard]] const BoundLoop& loop() const { return *loop_; }
    /// Largest last; empty where the loop is too short to be folded.
    [[nodiscard]] std::vector<FoldLevel>& levels() { return levels_; }
    /// Whether the DRAM takes part.
    [[nodiscard]] bool with_dram() const { return with_dram_; }
    /// The nest's streams that the loop reads or writes off chip.
    [[nodiscard]] const std::vector<std::size_t>& streams() const { return streams_; }

    /// Writes what timing sees of a block that begins at the nest's addresses.
    void write_address_class(const FoldLevel& level, const BoundNest& nest, std::string& bytes) const;
    /// Sets lines and rows to what the nest's addresses have reached.
    void set_addresses(const BoundNest& nest, StateOrigin& origin) const;

private:
    /// One operand's address as timing sees it.
    struct Seen {
        std::size_t operand = 0;
        std::uint64_t mask = 0;  ///< of the address, if the period is a power of two or there is none
        Divisor period;          ///< else
        bool masked = true;
        std::size_t related = 0;  ///< an earlier operand of the same tensor, off chip; itself if there is none
    };
    /// A tensor whose rows the loop may find open.
    struct Rows {
        StateOrigin::Rows bounds;
        std::vector<std::size_t> operands;
        Divisor row_bytes;
    };

    void find_streams(const BoundNest& nest);
    void find_levels();
    void write_signature(const BoundNest& nest, const BoundLoop& loop);
    [[nodiscard]] std::vector<Seen> find_seen(const BoundNest& nest, bool many) const;
    void find_rows(const StepIssuer& issuer, const BoundNest& nest);
    /// Bytes by which an iteration of this loop moves an operand.
    [[nodiscard]] std::uint64_t stride(std::size_t operand) const;
    [[nodiscard]] std::int64_t reached(const Rows& rows, const BoundNest& nest, bool after_iteration) const;
    [[nodiscard]] std::size_t end_operand() const { return loop_->first_operand + operand_count_; }

    const BoundLoop* loop_;
    std::size_t operand_count_;
    std::vector<FoldLevel> levels_;
    std::string signature_;
    std::size_t first_step_ = 0;
    std::size_t step_count_ = 0;
    bool with_dram_ = false;
    std::vector<std::size_t> streams_;
    std::vector<std::size_t> stream_operands_;  ///< the first operand of each of them
    std::vector<Seen> seen_once_;  ///< by blocks of one iteration, in which the loop's own strides play no part
    std::vector<Seen> seen_many_;
    std::vector<Rows> rows_;
};

}  // namespace deltasim
