// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "core/divisor.hpp"
#include "core/quantity.hpp"
#include "sim/fold/counter_places.hpp"
#include "sim/fold/fold_block.hpp"
#include "sim/fold/seen_addresses.hpp"
#include "sim/state/key_bytes.hpp"
#include "sim/state/machine_parts.hpp"
#include "sim/state/state_archive.hpp"
#include "sim/steps/step_issuer.hpp"

// What folding must know of one loop of a nest: the blocks of iterations in which it may be folded, the part of the
// machine that it touches, and the part of its addresses on which timing depends.

namespace deltasim::sim
{

class FoldLoop
{
public:
    /// `fewest_steps`: see FoldSettings. `inner`: the loops of the nest before this one, among them those inside it.
    FoldLoop(const StepIssuer& issuer, const BoundNest& nest, const BoundLoop& loop, std::uint64_t fewest_steps,
             const std::vector<FoldLoop>& inner);

    /// Everything on which the loop's behaviour depends, apart from addresses and state. Loops with equal signatures
    /// behave alike, except that they count executions of different steps.
    [[nodiscard]] std::string_view signature() const { return signature_.view(); }
    /// Numbers its blocks from `first` on.
    void number_blocks(std::uint32_t first);
    /// The number of its first step within the program, and how many steps it has.
    [[nodiscard]] StepRange steps() const { return {first_step_, step_count_}; }
    /// From where its blocks number counters when they end at the nest's addresses.
    [[nodiscard]] CounterPlace counter_place(const BoundNest& nest) const;

    [[nodiscard]] const BoundLoop& loop() const { return *loop_; }
    /// True if it has so few steps that neither it nor a loop inside it folds.
    [[nodiscard]] bool is_stepped() const { return is_stepped_; }
    /// What an iteration costs without the loops inside that may fold (fold_costs.hpp).
    [[nodiscard]] std::uint64_t own_cost() const { return own_cost_; }
    /// Parts come first, the whole loop last.
    [[nodiscard]] std::vector<FoldBlock>& blocks() { return blocks_; }
    /// The next access on chip may come at the last issue (row_end_loops.hpp).
    void set_before_row_end()
    {
        before_row_end_ = true;
        signature_.append(before_row_end_);
    }
    /// What it touches of the machine; of a loop that does not fold, all but the DRAM and its streams.
    [[nodiscard]] const MachineParts& parts() const { return parts_; }
    [[nodiscard]] bool with_dram() const { return parts_.dram; }
    /// True if all its steps are bursts of the DMA engine, into tiles or out of them: all in the same direction. Then
    /// the time at which the first of them may begin counts as the present: nothing else that came before matters.
    [[nodiscard]] bool is_transfer() const { return parts_.engine && !parts_.lanes; }
    /// Of a transfer: out of tiles.
    [[nodiscard]] bool drains() const { return drains_; }

    /// Writes the address class of a block that begins at the nest's addresses; `wherever`: valid for all places of its
    /// convoys, as long as they do not meet.
    void write_address_class(const FoldBlock& block, const BoundNest& nest, bool wherever, KeyBytes& bytes) const;
    /// Writes the places on chip to which steps outside the loop write, unless these do not matter: `wherever` as
    /// above. In a memory without a period they always do, since results may lie on both sides of the border of two
    /// banks.
    void write_outer_places(const BoundNest& nest, bool wherever, KeyBytes& bytes) const;
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
    void write_zeros(const BoundNest& nest, std::uint64_t iterations, KeyBytes& bytes) const;
    void find_parts(const BoundNest& nest);
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
    bool is_stepped_ = false;
    std::uint64_t own_cost_ = 0;
    KeyBytes signature_;
    std::size_t first_step_ = 0;
    std::size_t step_count_ = 0;
    MachineParts parts_;
    bool drains_ = false;
    bool before_row_end_ = false;
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
