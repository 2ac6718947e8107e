// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/divisor.hpp"
#include "core/quantity.hpp"
#include "sim/fold/counter_places.hpp"
#include "sim/fold/fold_block.hpp"
#include "sim/fold/seen_addresses.hpp"
#include "sim/state/state_archive.hpp"
#include "sim/steps/step_issuer.hpp"

// What folding must know of one loop of a nest: the blocks of iterations in which it may be folded, the part of the
// machine that it touches, and the part of its addresses on which timing depends.

namespace deltasim::sim
{

class FoldLoop
{
public:
    FoldLoop(const StepIssuer& issuer, const BoundNest& nest, const BoundLoop& loop);

    /// Everything on which the loop's behaviour depends, apart from addresses and state. Loops with equal signatures
    /// behave alike, except that they count executions of different steps.
    [[nodiscard]] const std::string& signature() const { return signature_; }
    /// Numbers its blocks from `first` on.
    void number_blocks(std::uint32_t first);
    /// The number of its first step within the program, and how many steps it has.
    [[nodiscard]] StepRange steps() const { return {first_step_, step_count_}; }
    /// From where its blocks number counters when they end at the nest's addresses.
    [[nodiscard]] CounterPlace counter_place(const BoundNest& nest) const;

    [[nodiscard]] const BoundLoop& loop() const { return *loop_; }
    /// Parts come first, the whole loop last.
    [[nodiscard]] std::vector<FoldBlock>& blocks() { return blocks_; }
    /// True if the DRAM takes part.
    [[nodiscard]] bool with_dram() const { return with_dram_; }
    /// The nest's streams that the loop reads or writes off chip.
    [[nodiscard]] const std::vector<std::size_t>& streams() const { return streams_; }

    /// Writes the address class of a block that begins at the nest's addresses; `wherever`: valid for all places of its
    /// convoys, as long as they do not meet.
    void write_address_class(const FoldBlock& block, const BoundNest& nest, bool wherever, std::string& bytes) const;
    /// Writes the places on chip to which steps outside the loop write.
    void write_outer_places(const BoundNest& nest, std::string& bytes) const;
    /// How many neighbouring banks, and bank groups of a rank, are alike; 1 if the DRAM takes no part.
    [[nodiscard]] std::uint64_t like_banks() const { return like_banks_; }
    [[nodiscard]] std::uint64_t like_groups() const { return like_groups_; }
    /// Sets which banks are alike, and which lines, rows and banks the nest's addresses have reached.
    void set_addresses(const BoundNest& nest, StateOrigin& origin) const;
    /// The place that the streams of a tensor, one of the origin's rows, will have reached after some iterations.
    [[nodiscard]] std::int64_t place_after(std::uint64_t iterations, std::size_t tensor, const BoundNest& nest) const;

private:
    /// A tensor whose rows the loop may find open.
    struct Rows {
        StateOrigin::Rows bounds;
        std::vector<std::size_t> operands;
    };

    void find_outer_writes(const BoundNest& nest);
    void find_factors(const BoundNest& nest, const BoundLoop& loop);
    void write_zeros(const BoundNest& nest, std::uint64_t iterations, std::string& bytes) const;
    void find_streams(const BoundNest& nest);
    void write_signature(const BoundNest& nest, const BoundLoop& loop);
    void find_rows(const StepIssuer& issuer, const BoundNest& nest);
    /// The bytes by which an iteration of this loop moves an operand.
    [[nodiscard]] std::uint64_t stride(std::size_t operand) const;
    [[nodiscard]] std::uint64_t first_bank(const BoundNest& nest) const;
    [[nodiscard]] std::uint64_t first_group(const BoundNest& nest) const;
    [[nodiscard]] std::int64_t reached(const Rows& rows, const BoundNest& nest, std::uint64_t iterations) const;
    [[nodiscard]] std::size_t end_operand() const { return loop_->first_operand + operand_count_; }

    const BoundLoop* loop_;
    std::size_t operand_count_;
    std::vector<FoldBlock> blocks_;
    std::string signature_;
    std::size_t first_step_ = 0;
    std::size_t step_count_ = 0;
    bool with_dram_ = false;
    std::vector<std::size_t> streams_;
    std::vector<std::size_t> stream_operands_;  ///< the first operand of each stream
    std::vector<SeenAddresses> seen_;           ///< for blocks of one iteration, and for larger ones
    std::vector<Rows> rows_;
    std::vector<std::size_t> outer_writes_;  ///< operands on chip of steps outside the loop
    std::vector<std::size_t> factors_;       ///< factors of the nest that are tested inside the loop
    Divisor place_bytes_;                    ///< bytes of a place, in which rows are counted
    // See StateOrigin.
    std::uint64_t like_banks_ = 1;
    std::uint64_t rank_banks_ = 1;
    std::uint64_t ranks_ = 1;
    std::uint64_t like_groups_ = 1;
    Divisor group_bytes_;
    Divisor place_lines_;
    std::vector<std::size_t> rows_of_stream_;
};

}  // namespace deltasim::sim
