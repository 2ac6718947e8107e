// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/divisor.hpp"
#include "sim/fold/seen_addresses.hpp"
#include "sim/state/key_bytes.hpp"
#include "sim/state/state_origin.hpp"
#include "sim/steps/bound_nest.hpp"
#include "sim/steps/step_issuer.hpp"

// Where a loop's streams are in the DRAM, and which rows, banks and bank groups they can still reach. Rows are counted
// in places: neighbouring places are neighbouring alike banks, and after the last of them the next row.

namespace deltasim::sim
{

class LoopRows
{
public:
    /// For a loop that does not touch the DRAM.
    LoopRows() = default;
    /// `streams`: those of the loop off chip, at least one.
    LoopRows(const StepIssuer& issuer, const BoundNest& nest, const BoundLoop& loop,
             std::span<const std::size_t> streams);

    /// How many neighbouring banks, and bank groups of a rank, are alike.
    [[nodiscard]] std::uint64_t like_bank_count() const { return like_banks_; }
    [[nodiscard]] std::uint64_t like_group_count() const { return like_groups_; }
    /// Which banks are alike, counted from those that the first stream has reached.
    [[nodiscard]] LikeBanks like_banks(const BoundNest& nest) const;

    /// Appends how far tensors are apart that may meet in a place which they share: where one ends, the other begins.
    void write_meetings(const BoundNest& nest, KeyBytes& bytes) const;
    /// Appends how many lines, rows and banks further a block of `iterations` from the nest's addresses on leaves the
    /// streams. The part of an operand's address that its class leaves out may still decide this, and the state after
    /// the block is relative to it.
    void write_moves(const BoundNest& nest, std::uint64_t iterations, KeyBytes& bytes) const;
    /// Sets which banks are alike, and which lines, rows and banks the nest's addresses have reached.
    void set_addresses(const BoundNest& nest, StateOrigin& origin) const;
    /// The place that the streams of a tensor, one of the origin's rows, will have reached after some iterations.
    [[nodiscard]] std::int64_t place_after(std::uint64_t iterations, std::size_t tensor, const BoundNest& nest) const
    {
        return reached(tensors_[tensor], nest, iterations);
    }

private:
    /// A tensor whose rows the loop may find open.
    struct TensorRows {
        StateOrigin::Rows bounds;
        std::vector<std::size_t> operands;
        bool keeps_groups = true;  ///< no iteration moves any of them to another bank group
        bool is_written = false;   ///< lines that wait to be written may lie behind the place that is reached
    };
    /// A stream, with its first operand.
    struct Stream {
        std::size_t stream = 0;
        std::size_t operand = 0;
    };
    /// Two tensors, and the first place that they share.
    struct Neighbours {
        std::size_t tensor = 0;
        std::size_t other = 0;
        std::int64_t place = 0;
    };

    void find_banks(const BoundOperand& first);
    void find_neighbours();
    [[nodiscard]] bool may_reach(const TensorRows& tensor, std::int64_t place, const BoundNest& nest) const;
    [[nodiscard]] TensorRows find_tensor(const StepIssuer& issuer, const BoundNest& nest, TensorId tensor) const;
    /// The bytes by which an iteration of the loop moves an operand.
    [[nodiscard]] std::uint64_t stride(std::size_t operand) const
    {
        return loop_->strides[operand - loop_->first_operand];
    }
    [[nodiscard]] std::int64_t reached(const TensorRows& tensor, const BoundNest& nest, std::uint64_t iterations) const;
    [[nodiscard]] bool keeps_group(const BoundOperand& operand) const;
    [[nodiscard]] std::uint64_t groups_of(const TensorRows& tensor, const BoundNest& nest) const;

    const BoundLoop* loop_ = nullptr;
    std::vector<Stream> streams_;
    std::vector<TensorRows> tensors_;
    std::vector<Neighbours> neighbours_;
    std::vector<std::size_t> rows_of_stream_;
    Divisor place_bytes_;
    // See StateOrigin.
    std::uint64_t like_banks_ = 1;
    std::uint64_t rank_banks_ = 1;
    std::uint64_t ranks_ = 1;
    std::uint64_t like_groups_ = 1;
    Divisor group_bytes_;
    Divisor place_lines_;
    std::uint64_t group_lines_ = 1;
    bool closes_ranks_ = false;
};

}  // namespace deltasim::sim
