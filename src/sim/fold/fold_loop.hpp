// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/quantity.hpp"
#include "sim/fold/counter_places.hpp"
#include "sim/fold/fold_block.hpp"
#include "sim/fold/loop_rows.hpp"
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
    [[nodiscard]] std::uint64_t like_banks() const { return rows_.like_bank_count(); }
    [[nodiscard]] std::uint64_t like_groups() const { return rows_.like_group_count(); }
    /// Sets which banks are alike, and which lines, rows and banks the nest's addresses have reached.
    void set_addresses(const BoundNest& nest, StateOrigin& origin) const;
    /// See LoopRows::place_after().
    [[nodiscard]] std::int64_t place_after(std::uint64_t iterations, std::size_t tensor, const BoundNest& nest) const
    {
        return rows_.place_after(iterations, tensor, nest);
    }

private:
    void find_outer_writes(const BoundNest& nest);
    void find_anchors(const BoundNest& nest);
    /// The bank that counts as the first of a memory on chip.
    [[nodiscard]] std::uint64_t first_on_chip(std::size_t memory, const BoundNest& nest) const;
    void find_factors(const BoundNest& nest, const BoundLoop& loop);
    void write_zeros(const BoundNest& nest, std::uint64_t iterations, KeyBytes& bytes) const;
    void find_parts(const BoundNest& nest);
    void find_streams(const BoundNest& nest);
    void write_signature(const BoundNest& nest, const BoundLoop& loop);
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
    std::vector<SeenAddresses> seen_;        ///< for blocks of one iteration, and for larger ones
    LoopRows rows_;                          ///< of a loop that touches the DRAM
    std::vector<std::size_t> outer_writes_;  ///< operands on chip of steps outside the loop
    /// By memory: the first operand in it, from which places in alike banks are counted.
    std::vector<std::optional<std::size_t>> anchors_;
    std::vector<std::size_t> factors_;  ///< factors of the nest that are tested inside the loop
};

}  // namespace deltasim::sim
