// SPDX-License-Identifier: MIT
#include "sim/fold/loop_rows.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace deltasim::sim
{

namespace
{

/// A distance that places no limit on where a row lies.
constexpr std::int64_t anywhere = std::numeric_limits<std::int64_t>::max() / 4;

/// True if two operands of a tensor keep their distance, whatever the indices of the outermost `loops` are.
bool move_together(const BoundNest& nest, std::size_t a, std::size_t b, std::size_t loops)
{
    const auto of_a = nest.operands[a].loops.begin();
    return std::equal(of_a, of_a + static_cast<std::ptrdiff_t>(loops), nest.operands[b].loops.begin());
}

}  // namespace

LoopRows::LoopRows(const StepIssuer& issuer, const BoundNest& nest, const BoundLoop& loop,
                   std::span<const std::size_t> streams)
    : loop_(&loop), rows_of_stream_(nest.nest->streams.size(), 0)
{
    for (const std::size_t stream : streams) {
        std::size_t first = loop.first_operand;
        while (nest.operands[first].stream != stream) ++first;
        streams_.push_back({stream, first});
    }
    const BoundOperand& first = nest.operands[streams_.front().operand];
    find_banks(first);
    for (const std::size_t stream : streams) {
        TensorRows tensor = find_tensor(issuer, nest, nest.nest->streams[stream].tensor);
        if (first.view.period_bytes == 0) {  // places do not depend on the tensor: each place is itself
            tensor.bounds = {0, anywhere, 0, -anywhere, anywhere};
            tensors_.assign(1, tensor);
            return;
        }
        const auto known = std::find_if(tensors_.begin(), tensors_.end(),
                                        [&](const TensorRows& other) { return other.operands == tensor.operands; });
        rows_of_stream_[stream] = static_cast<std::size_t>(known - tensors_.begin());
        if (known == tensors_.end()) tensors_.push_back(std::move(tensor));
    }
    find_neighbours();
}

void LoopRows::find_neighbours()
{
    for (std::size_t t = 0; t < tensors_.size(); ++t) {
        for (std::size_t other = 0; other < t; ++other) {
            const StateOrigin::Rows& a = tensors_[t].bounds;
            const StateOrigin::Rows& b = tensors_[other].bounds;
            const std::int64_t first = std::max(a.first, b.first);
            if (first <= std::min(a.last, b.last)) neighbours_.push_back({t, other, first});
        }
    }
}

void LoopRows::find_banks(const BoundOperand& first)
{
    const AddressView& view = first.view;
    const std::uint64_t period = view.period_bytes;
    place_bytes_ = Divisor(period == 0 ? std::numeric_limits<std::uint64_t>::max() : period);
    if (view.bank_step_bytes != 0) {
        place_bytes_ = Divisor(view.bank_step_bytes);
        like_banks_ = view.like_banks;
        rank_banks_ = view.rank_banks;
        ranks_ = period / (view.bank_step_bytes * like_banks_);
        like_groups_ = view.like_groups;
        closes_ranks_ = true;  // all banks of a rank are refreshed at once, see Dram::address_view
    }
    const std::uint64_t line_bytes = first.line_bytes.value();
    place_lines_ = Divisor(place_bytes_.value() / line_bytes);
    if (like_groups_ == 1) return;
    group_bytes_ = Divisor(view.group_step_bytes);
    group_lines_ = view.group_step_bytes / line_bytes;
}

LoopRows::TensorRows LoopRows::find_tensor(const StepIssuer& issuer, const BoundNest& nest, TensorId id) const
{
    TensorRows tensor;
    bool together = true;
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t farthest = 0;
    for (std::size_t o = loop_->first_operand; o < loop_->first_operand + loop_->operand_count; ++o) {
        const BoundOperand& operand = nest.operands[o];
        if (!operand.off_chip || nest.nest->streams[operand.stream].tensor != id) continue;
        tensor.operands.push_back(o);
        tensor.is_written = tensor.is_written || operand.kind.direction == Direction::write;
        tensor.keeps_groups = tensor.keeps_groups && keeps_group(operand);
        together = together && move_together(nest, o, tensor.operands.front(), loop_->first_index());
        std::uint64_t extent = operand.extent_bytes();
        for (std::size_t d = loop_->first_index(); d < operand.loops.size(); ++d) {
            extent += operand.loops[d].words * operand.word_bytes * (operand.loops[d].count - 1);
        }
        least = std::min(least, nest.at.addresses[o]);
        farthest = std::max(farthest, nest.at.addresses[o] + extent);
    }
    const auto [begin, end] = issuer.extent_of(id);
    const auto extent = static_cast<std::int64_t>(place_bytes_.divide(farthest - least));
    tensor.bounds.first = static_cast<std::int64_t>(place_bytes_.divide(begin));
    tensor.bounds.last = static_cast<std::int64_t>(place_bytes_.divide(end - 1));
    tensor.bounds.most = together ? extent + 1 : anywhere;
    return tensor;
}

LikeBanks LoopRows::like_banks(const BoundNest& nest) const
{
    LikeBanks banks;
    if (streams_.empty()) return banks;
    const std::uint64_t address = nest.at.addresses[streams_.front().operand];
    banks.first = place_bytes_.divide(address) % like_banks_;
    banks.bytes = place_bytes_.value();
    banks.count = like_banks_;
    banks.ranks = ranks_;
    if (like_groups_ == 1) return banks;
    banks.first_group = group_bytes_.divide(address) % like_groups_;
    banks.group_bytes = group_bytes_.value();
    banks.groups = like_groups_;
    return banks;
}

bool LoopRows::may_reach(const TensorRows& tensor, std::int64_t place, const BoundNest& nest) const
{
    const std::int64_t distance = place - reached(tensor, nest, 0);
    return distance <= tensor.bounds.most && (distance >= tensor.bounds.least || tensor.is_written);
}

/// A class knows places modulo the period of the DRAM: it does not say which of them are in one row.
void LoopRows::write_meetings(const BoundNest& nest, KeyBytes& bytes) const
{
    for (const auto& [t, other, place] : neighbours_) {
        const TensorRows& tensor = tensors_[t];
        const bool meet = may_reach(tensor, place, nest) && may_reach(tensors_[other], place, nest);
        bytes.append(meet);
        if (meet) bytes.append(reached(tensor, nest, 0) - reached(tensors_[other], nest, 0));
    }
}

void LoopRows::write_moves(const BoundNest& nest, std::uint64_t iterations, KeyBytes& bytes) const
{
    const auto further = [&](std::size_t o, const Divisor& bytes_a_unit) {
        const std::uint64_t address = nest.at.addresses[o];
        return bytes_a_unit.divide(address + iterations * stride(o)) - bytes_a_unit.divide(address);
    };
    const std::size_t first = streams_.front().operand;
    bytes.append(further(first, place_bytes_));
    if (like_groups_ > 1) bytes.append(further(first, group_bytes_) % like_groups_);
    for (const TensorRows& tensor : tensors_)
        bytes.append(reached(tensor, nest, iterations) - reached(tensor, nest, 0));
    if (iterations > 1) return;  // in which all bits within a line are included that its stride may carry out of
    for (const Stream& stream : streams_)
        bytes.append(further(stream.operand, nest.operands[stream.operand].line_bytes));
}

/// The place that a tensor's operands have reached, or will have reached after some iterations.
std::int64_t LoopRows::reached(const TensorRows& tensor, const BoundNest& nest, std::uint64_t iterations) const
{
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    for (const std::size_t o : tensor.operands) {
        least = std::min(least, nest.at.addresses[o] + iterations * stride(o));
    }
    return static_cast<std::int64_t>(place_bytes_.divide(least));
}

/// True if no iteration moves the operand to another bank group.
bool LoopRows::keeps_group(const BoundOperand& operand) const
{
    constexpr std::uint64_t most_groups = 64;  // bits of a mask
    if (like_groups_ == 1 || like_groups_ > most_groups) return false;
    const std::uint64_t all_groups = group_bytes_.value() * like_groups_;
    return std::all_of(operand.loops.begin() + static_cast<std::ptrdiff_t>(loop_->first_index()), operand.loops.end(),
                       [&](const LoopAround& loop) { return loop.words * operand.word_bytes % all_groups == 0; });
}

/// The bank groups in which a tensor's operands are and stay.
std::uint64_t LoopRows::groups_of(const TensorRows& tensor, const BoundNest& nest) const
{
    if (!tensor.keeps_groups) return StateOrigin::Rows::all_groups;
    std::uint64_t groups = 0;
    for (const std::size_t o : tensor.operands) {
        const std::uint64_t address = nest.at.addresses[o];
        const std::uint64_t group = group_bytes_.divide(address);
        const bool in_one = group_bytes_.divide(address + nest.operands[o].extent_bytes() - 1) == group;
        if (!in_one) return StateOrigin::Rows::all_groups;
        groups |= std::uint64_t{1} << group % like_groups_;
    }
    return groups;
}

void LoopRows::set_addresses(const BoundNest& nest, StateOrigin& origin) const
{
    origin.lines.resize(nest.nest->streams.size());
    for (const Stream& stream : streams_) {
        origin.lines[stream.stream] =
            nest.operands[stream.operand].line_bytes.divide(nest.at.addresses[stream.operand]);
    }
    const LikeBanks banks = like_banks(nest);
    origin.like_banks = static_cast<std::int64_t>(like_banks_);
    origin.first_bank = static_cast<std::int64_t>(banks.first);
    origin.rank_banks = static_cast<std::int64_t>(rank_banks_);
    origin.ranks = static_cast<std::int64_t>(ranks_);
    origin.like_groups = like_groups_;
    origin.first_group = banks.first_group;
    origin.place_lines = place_lines_;
    origin.group_lines = group_lines_;
    origin.closes_ranks = closes_ranks_;
    origin.rows_of_stream = rows_of_stream_;
    origin.rows.clear();
    for (const TensorRows& tensor : tensors_) {
        origin.rows.push_back(tensor.bounds);
        origin.rows.back().reached = reached(tensor, nest, 0);
        origin.rows.back().groups = groups_of(tensor, nest);
    }
}

}  // namespace deltasim::sim
