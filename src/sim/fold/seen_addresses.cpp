// SPDX-License-Identifier: MIT
#include "sim/fold/seen_addresses.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "sim/state/key_bytes.hpp"

namespace deltasim::sim
{

namespace
{

bool is_read(const BoundOperand& operand) { return operand.kind.direction == Direction::read; }

/// True if two operands always use the same words, and the later one does not write what was only read before.
bool repeats(const BoundNest& nest, std::size_t o, std::size_t earlier)
{
    const BoundOperand& a = nest.operands[o];
    const BoundOperand& b = nest.operands[earlier];
    const bool same_words = a.memory == b.memory && nest.at.addresses[o] == nest.at.addresses[earlier] &&
                            a.loops == b.loops && a.lane_words == b.lane_words &&
                            a.kind.by_engine == b.kind.by_engine && !a.has_spans() && !b.has_spans();
    return same_words && (is_read(a) || !is_read(b));
}

bool same_tensor(const BoundNest& nest, std::size_t a, std::size_t b)
{
    const std::vector<schedule::Stream>& streams = nest.nest->streams;
    return streams[nest.operands[a].stream].tensor == streams[nest.operands[b].stream].tensor;
}

/// The bits below all bits that the operand's moves can change.
std::uint64_t still_bits(const BoundNest& nest, std::size_t operand, std::size_t first_loop)
{
    const BoundOperand& bound = nest.operands[operand];
    std::uint64_t moves = 0;
    for (std::size_t d = first_loop; d < bound.loops.size(); ++d) moves |= bound.loops[d].words * bound.word_bytes;
    return moves == 0 ? ~std::uint64_t{0} : (moves & (~moves + 1)) - 1;
}

/// The bytes of a DRAM row as far as addresses show: up to the top of the column.
std::uint64_t row_bytes(std::uint64_t column_bits) { return std::bit_floor(column_bits) * 2; }

}  // namespace

SeenAddresses::SeenAddresses(const BoundNest& nest, const BoundLoop& loop, bool many)
    : first_operand_(loop.first_operand)
{
    for (std::size_t o = first_operand_; o < first_operand_ + loop.operand_count; ++o) {
        bool repeated = false;
        for (std::size_t earlier = first_operand_; earlier < o && !repeated; ++earlier) {
            repeated = repeats(nest, o, earlier);
        }
        if (!repeated) all_.push_back(see(nest, loop, o, many));
    }
}

SeenAddresses::Seen SeenAddresses::see(const BoundNest& nest, const BoundLoop& loop, std::size_t o, bool many) const
{
    const BoundOperand& operand = nest.operands[o];
    const std::uint64_t period = operand.view.period_bytes;
    Seen seen;
    seen.operand = o;
    seen.off_chip = operand.off_chip;
    seen.in_convoy = !operand.off_chip && period != 0;
    seen.line_bytes = operand.line_bytes;
    seen.period = Divisor(period == 0 ? std::numeric_limits<std::uint64_t>::max() : period);
    const bool single_word =
        !operand.has_spans() && (operand.lane_words == 0 || operand.span_bytes == operand.word_bytes);
    if (is_read(operand) && single_word) {
        seen.unseen = operand.view.unseen_bits & still_bits(nest, o, many ? loop.first_index() : loop.depth);
    }
    if (is_read(operand) && operand.off_chip) see_column(nest, loop, seen, many);
    seen.whole_extent = operand.extent_bytes();
    for (std::size_t d = loop.depth; d < operand.loops.size(); ++d) {
        seen.whole_extent += operand.loops[d].words * operand.word_bytes * (operand.loops[d].count - 1);
    }
    seen.whole_stride = loop.strides.empty() ? 0 : loop.strides[o - loop.first_operand];

    seen.related = o;
    for (std::size_t earlier = o; operand.off_chip && earlier-- > first_operand_;) {
        if (nest.operands[earlier].off_chip && same_tensor(nest, o, earlier)) seen.related = earlier;
    }
    const auto leader = std::find_if(all_.begin(), all_.end(), [&](const Seen& other) {
        return other.in_convoy && nest.operands[other.operand].convoy == operand.convoy;
    });
    seen.leader = static_cast<std::size_t>((seen.in_convoy ? leader : all_.end()) - all_.begin());
    const auto anchor = std::find_if(all_.begin(), all_.end(), [&](const Seen& other) {
        return nest.operands[other.operand].memory == operand.memory;
    });
    seen.anchor = static_cast<std::size_t>(anchor - all_.begin());
    seen.from_anchor = !operand.off_chip && operand.view.bank_step_bytes != 0;
    return seen;
}

/// Moves by multiples of a power of two do not change the bits of the column below it. As long as the other moves
/// together stay within such a part of the row, nothing carries out of these bits, and only those below the column
/// matter. The part is the largest in which the whole loop has room, or else two iterations.
void SeenAddresses::see_column(const BoundNest& nest, const BoundLoop& loop, Seen& seen, bool many)
{
    const std::uint64_t column = nest.operands[seen.operand].view.column_bits;
    const auto fits = [&](std::uint64_t iterations) {
        for (std::uint64_t part = row_bytes(column); (column & (part - 1)) != 0; part /= 2) {
            see_part(nest, loop, part, seen);
            if (seen.extent + seen.stride * (iterations - 1) <= part) return true;
        }
        return false;
    };
    if (column == 0 || fits(many ? loop.count : 1) || (many && fits(2))) return;
    seen.column = 0;
}

void SeenAddresses::see_part(const BoundNest& nest, const BoundLoop& loop, std::uint64_t part, Seen& seen)
{
    const BoundOperand& operand = nest.operands[seen.operand];
    const auto within = [part](std::uint64_t bytes) { return bytes % part == 0 ? 0 : bytes; };
    seen.part = part;
    seen.column = operand.view.column_bits & (part - 1);
    seen.extent = operand.extent_bytes();
    for (std::size_t d = loop.depth; d < operand.loops.size(); ++d) {
        seen.extent += within(operand.loops[d].words * operand.word_bytes) * (operand.loops[d].count - 1);
    }
    seen.stride = within(loop.strides[seen.operand - loop.first_operand]);
}

bool SeenAddresses::stays_in_part(const Seen& seen, std::uint64_t address, std::uint64_t iterations)
{
    return (address & (seen.part - 1)) + seen.extent + seen.stride * (iterations - 1) <= seen.part;
}

bool SeenAddresses::stays_in_rank(const BoundNest& nest, std::uint64_t iterations, const LikeBanks& banks) const
{
    if (banks.ranks == 1) return true;
    const std::uint64_t rank_bytes = banks.bytes * banks.count;
    return std::all_of(all_.begin(), all_.end(), [&](const Seen& seen) {
        const std::uint64_t address = nest.at.addresses[seen.operand];
        const std::uint64_t last = address + seen.whole_extent + seen.whole_stride * (iterations - 1) - 1;
        return !seen.off_chip || address / rank_bytes == last / rank_bytes;
    });
}

/// The distance from the first operand of its convoy; for that operand itself, its place in its line.
std::uint64_t SeenAddresses::place_in_convoy(const Seen& seen, const BoundNest& nest) const
{
    const Seen& leader = all_[seen.leader];
    const std::uint64_t here = place(seen, nest);
    if (&seen == &leader) return seen.line_bytes.remainder(here);
    const std::uint64_t from = place(leader, nest);
    return here >= from ? here - from : here + seen.period.value() - from;
}

/// The distance from the beginning of the line that its anchor has reached.
std::uint64_t SeenAddresses::place_from_anchor(const Seen& seen, const BoundNest& nest) const
{
    const std::uint64_t here = place(seen, nest);
    const Seen& anchor = all_[seen.anchor];
    const std::uint64_t first = place(anchor, nest);
    const std::uint64_t from = first - anchor.line_bytes.remainder(first);
    return here >= from ? here - from : here + seen.period.value() - from;
}

void SeenAddresses::write_signature(KeyBytes& bytes) const
{
    for (const Seen& seen : all_) {
        bytes.append(seen.operand - first_operand_);
        bytes.append(seen.related - first_operand_);
        bytes.append(seen.unseen);
        bytes.append(seen.part);
        bytes.append(seen.column);
        bytes.append(seen.leader);
    }
    bytes.append(all_.size());
}

/// `place`: what is seen of the address if no banks are alike and no column is unseen.
void SeenAddresses::write_place(const Seen& seen, std::uint64_t address, std::uint64_t place, std::uint64_t iterations,
                                const LikeBanks& banks, KeyBytes& bytes)
{
    if (!seen.off_chip) return bytes.append(place);
    const bool in_part = seen.column != 0 && stays_in_part(seen, address, iterations);
    bytes.append(in_part);
    if (in_part) place &= ~seen.column;
    // All are powers of two.
    const std::uint64_t in_rank = banks.bytes * banks.count - 1;
    if (banks.count > 1) place = (place & ~in_rank) | ((place - banks.first * banks.bytes) & in_rank);
    if (banks.groups > 1) {
        const std::uint64_t in_group = banks.group_bytes * (banks.groups - 1);
        const std::uint64_t counted = (address - banks.first_group * banks.group_bytes) & in_group;
        if (in_part) {
            place = (place & ~in_group) | counted;
        } else {
            bytes.append(counted);
        }
    }
    bytes.append(place);
}

void SeenAddresses::write(const BoundNest& nest, std::uint64_t iterations, bool wherever, const LikeBanks& banks,
                          KeyBytes& bytes) const
{
    if (!stays_in_rank(nest, iterations, banks)) bytes.append(banks.first);
    for (const Seen& seen : all_) {
        if (seen.in_convoy && wherever) {
            bytes.append(place_in_convoy(seen, nest));
            continue;
        }
        const std::uint64_t address = nest.at.addresses[seen.operand];
        const std::uint64_t here = seen.from_anchor ? place_from_anchor(seen, nest) : place(seen, nest);
        write_place(seen, address, here, iterations, banks, bytes);
        // As for lines off chip, see LoopRows::write_moves.
        if (seen.from_anchor && seen.unseen != 0 && iterations == 1 && &seen == &all_[seen.anchor]) {
            bytes.append(seen.line_bytes.divide(address + seen.whole_stride) - seen.line_bytes.divide(address));
        }
        if (seen.related == seen.operand) continue;
        // Whether two operands are in one row, or in one line, which a stream holds, depends on bits that may be
        // unseen.
        const std::uint64_t related = nest.at.addresses[seen.related];
        bytes.append(address - related);
        bytes.append(address / banks.bytes - related / banks.bytes);
        if (seen.line_bytes.remainder(address - related) != 0) bytes.append(seen.line_bytes.remainder(address));
    }
}

}  // namespace deltasim::sim
