// SPDX-License-Identifier: MIT
#include "sim/fold_loop.hpp"

#include <algorithm>
#include <bit>

namespace deltasim
{

namespace
{

/// Where a written row may lie from the one reached: anywhere, since a write may wait in its buffer.
constexpr std::int64_t anywhere = std::numeric_limits<std::int64_t>::max() / 4;

template <class Number>
void append(std::string& bytes, Number number)
{
    bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

/// Whether two operands read the same words all through.
bool same_words(const BoundNest& nest, std::size_t a, std::size_t b)
{
    return nest.operands[a].memory == nest.operands[b].memory && nest.addresses[a] == nest.addresses[b] &&
           *nest.coefficients[a] == *nest.coefficients[b] && nest.operands[a].lane_words == nest.operands[b].lane_words;
}

}  // namespace

FoldLoop::FoldLoop(const StepIssuer& issuer, const BoundNest& nest, const BoundLoop& loop)
    : loop_(&loop), operand_count_(loop.operand_count), blocks_(fold_blocks(loop.count, loop.steps))
{
    if (!blocks_.back().folds()) return;
    write_signature(nest, loop);
    find_streams(nest);
    seen_once_ = find_seen(nest, false);
    seen_many_ = find_seen(nest, true);
    find_rows(issuer, nest);
    for (const std::vector<Seen>* seen : {&seen_once_, &seen_many_}) {
        for (const Seen& one : *seen) {
            append(signature_, one.operand - loop.first_operand);
            append(signature_, one.related - loop.first_operand);
            append(signature_, one.unseen);
            append(signature_, one.column);
            append(signature_, one.leader);
        }
        append(signature_, seen->size());
    }
}

void FoldLoop::number_blocks(std::uint32_t first)
{
    for (FoldBlock& block : blocks_) block.number = first++;
}

void FoldLoop::write_signature(const BoundNest& nest, const BoundLoop& loop)
{
    append(signature_, loop.count);
    for (const BoundNode& node : loop.body) {
        append(signature_, node.is_step);
        if (!node.is_step) {
            write_signature(nest, nest.loops[node.index]);
            continue;
        }
        const BoundStep& step = nest.steps[node.index];
        if (step_count_++ == 0) first_step_ = step.executions;
        append(signature_, step.timing.unit);
        append(signature_, step.timing.needs_result);
        append(signature_, step.timing.latency.value());
        append(signature_, step.timing.interval.value());
        append(signature_, step.writes - step.reads);
        append(signature_, step.end - step.reads);
        for (std::size_t o = step.reads; o < step.end; ++o) {
            const BoundOperand& operand = nest.operands[o];
            append(signature_, operand.stream);
            append(signature_, operand.span_bytes);
            append(signature_, operand.repeats);
            append(signature_, operand.lane_words);
            for (std::size_t d = loop_->depth - 1; d < nest.coefficients[o]->size(); ++d) {
                append(signature_, (*nest.coefficients[o])[d]);
            }
        }
    }
    append(signature_, std::uint8_t{2});  // neither a step nor a loop: the body has ended
}

void FoldLoop::find_streams(const BoundNest& nest)
{
    for (std::size_t o = loop_->first_operand; o < end_operand(); ++o) {
        const BoundOperand& operand = nest.operands[o];
        if (!operand.off_chip) continue;
        with_dram_ = true;
        if (std::find(streams_.begin(), streams_.end(), operand.stream) != streams_.end()) continue;
        streams_.push_back(operand.stream);
        stream_operands_.push_back(o);
    }
}

/// A block sees an address modulo the memory's period. Of an operand whose addresses differ by multiples of a power of
/// two only, lower bits that are a column's or a word's are not seen: nothing carries out of them. That does not hold
/// for what is written, since lines wait in the write buffer at other distances, nor for words that may straddle lines.
std::vector<FoldLoop::Seen> FoldLoop::find_seen(const BoundNest& nest, bool many) const
{
    std::vector<Seen> seen;
    for (std::size_t o = loop_->first_operand; o < end_operand(); ++o) {
        const BoundOperand& operand = nest.operands[o];
        Seen one;
        one.operand = o;
        one.related = o;
        bool repeated = false;
        for (std::size_t other = loop_->first_operand; other < o && !repeated; ++other) {
            const bool written =
                operand.kind.direction == Direction::write && nest.operands[other].kind.direction == Direction::read;
            repeated = same_words(nest, o, other) && !written;
            const bool same_tensor =
                nest.nest->streams[operand.stream].tensor == nest.nest->streams[nest.operands[other].stream].tensor;
            if (operand.off_chip && same_tensor && one.related == o) one.related = other;
        }
        if (repeated) continue;

        const std::uint64_t period = operand.view.period_bytes;
        std::uint64_t moves = 0;
        for (std::size_t d = loop_->depth - (many ? 1 : 0); d < nest.coefficients[o]->size(); ++d) {
            moves |= (*nest.coefficients[o])[d] * operand.word_bytes;
        }
        const std::uint64_t still = moves == 0 ? ~std::uint64_t{0} : (moves & (~moves + 1)) - 1;
        const bool single_word = operand.lane_words == 0 || operand.span_bytes == operand.word_bytes;
        const bool droppable = operand.kind.direction == Direction::read && single_word;
        if (droppable) one.unseen = operand.view.unseen_bits & still;
        if (operand.off_chip && operand.kind.direction == Direction::read) find_column(nest, one);
        one.period = Divisor(period == 0 ? std::numeric_limits<std::uint64_t>::max() : period);
        one.off_chip = operand.off_chip;
        one.in_convoy = !operand.off_chip && period != 0;
        one.line_bytes = operand.line_bytes;
        const auto leader = std::find_if(seen.begin(), seen.end(), [&](const Seen& other) {
            return other.in_convoy && nest.operands[other.operand].convoy == operand.convoy;
        });
        one.leader = static_cast<std::size_t>(one.in_convoy ? leader - seen.begin() : seen.end() - seen.begin());
        seen.push_back(one);
    }
    return seen;
}

/// Steps of a power of two above a row's columns do not change the column. As long as the others together do not lead
/// out of the row either, nothing carries out of the column, and all that is seen of it is in the bits below.
void FoldLoop::find_column(const BoundNest& nest, Seen& seen) const
{
    const BoundOperand& operand = nest.operands[seen.operand];
    seen.column = operand.view.column_bits;
    const std::uint64_t row = std::bit_floor(seen.column) * 2;
    if (row == 0) return;
    const auto in_row = [row](std::uint64_t bytes) { return bytes % row == 0 ? 0 : bytes; };
    const std::vector<std::uint64_t>& coefficients = *nest.coefficients[seen.operand];
    seen.extent = operand.span_bytes;
    for (std::size_t d = loop_->depth; d < coefficients.size(); ++d) {
        seen.extent += in_row(coefficients[d] * operand.word_bytes) * (nest.loop_counts[seen.operand][d] - 1);
    }
    seen.stride = in_row(stride(seen.operand));
}

bool FoldLoop::stays_in_row(const Seen& seen, std::uint64_t address, std::uint64_t iterations)
{
    if (seen.column == 0) return false;
    const std::uint64_t row = std::bit_floor(seen.column) * 2;
    return (address & (row - 1)) + seen.extent + seen.stride * (iterations - 1) <= row;
}

void FoldLoop::find_rows(const StepIssuer& issuer, const BoundNest& nest)
{
    if (streams_.empty()) return;
    const AddressView& view = nest.operands[stream_operands_.front()].view;
    const std::uint64_t period = view.period_bytes;
    place_bytes_ = Divisor(period == 0 ? std::numeric_limits<std::uint64_t>::max() : period);
    if (view.bank_step_bytes != 0) {
        place_bytes_ = Divisor(view.bank_step_bytes);
        like_banks_ = period / view.bank_step_bytes;
    }
    for (const std::size_t stream : streams_) {
        const TensorId tensor = nest.nest->streams[stream].tensor;
        Rows rows;
        bool written = false;
        std::uint64_t farthest = 0;
        for (std::size_t o = loop_->first_operand; o < end_operand(); ++o) {
            const BoundOperand& operand = nest.operands[o];
            if (nest.nest->streams[operand.stream].tensor != tensor) continue;
            written = written || operand.kind.direction == Direction::write;
            rows.operands.push_back(o);
            std::uint64_t extent = operand.span_bytes;
            for (std::size_t d = loop_->depth - 1; d < nest.coefficients[o]->size(); ++d) {
                extent += (*nest.coefficients[o])[d] * operand.word_bytes * (nest.loop_counts[o][d] - 1);
            }
            farthest = std::max(farthest, extent);
        }
        if (period == 0) {  // rows are not told apart by tensor: each is itself
            rows.bounds = {0, anywhere, 0, -anywhere, anywhere};
            rows_.assign(1, rows);
            return;
        }
        const auto [begin, end] = issuer.extent_of(tensor);
        rows.bounds.first = static_cast<std::int64_t>(begin / period);
        rows.bounds.last = static_cast<std::int64_t>((end - 1) / period);
        rows.bounds.least = written ? -anywhere : 0;
        rows.bounds.most = written ? anywhere : static_cast<std::int64_t>(place_bytes_.divide(farthest)) + 1;
        const bool repeated =
            std::any_of(rows_.begin(), rows_.end(), [&](const Rows& other) { return other.operands == rows.operands; });
        if (!repeated) rows_.push_back(std::move(rows));
    }
}

/// What is left out of an operand's address may still decide how many lines and rows further the next block begins,
/// to which the state after this one is relative: that is then part of the class.
///
/// Of operands on chip that meet no other convoy, only the distances within the convoy are seen, and where in its line
/// the first of them begins.
void FoldLoop::write_address_class(const FoldBlock& block, const BoundNest& nest, bool wherever,
                                   std::string& bytes) const
{
    const std::uint64_t iterations = block.iterations();
    const std::vector<Seen>& all = iterations == 1 ? seen_once_ : seen_many_;
    const std::uint64_t banks_before = first_bank(nest) * place_bytes_.value();
    append(bytes, wherever);
    for (const Seen& seen : all) {
        const std::uint64_t address = nest.addresses[seen.operand];
        std::uint64_t place = position(seen, address);
        if (seen.in_convoy && wherever) {
            append(bytes, place_in_convoy(seen, all[seen.leader], place, nest));
            continue;
        }
        if (seen.column != 0) {
            const bool in_row = stays_in_row(seen, address, iterations);
            if (in_row) place &= ~seen.column;
            append(bytes, in_row);
        }
        if (seen.off_chip && banks_before > 0) {
            place = seen.period.remainder(place + seen.period.value() - banks_before);
        }
        append(bytes, place);
        if (seen.related != seen.operand) append(bytes, address - nest.addresses[seen.related]);
    }
    if (!with_dram_) return;
    const auto further = [&](std::size_t o, const Divisor& bytes_a_unit) {
        const std::uint64_t address = nest.addresses[o];
        return bytes_a_unit.divide(address + iterations * stride(o)) - bytes_a_unit.divide(address);
    };
    append(bytes, further(stream_operands_.front(), place_bytes_));
    for (const Rows& rows : rows_) append(bytes, reached(rows, nest, iterations) - reached(rows, nest, 0));
    if (iterations > 1) return;  // in which all bits within a line are seen that its stride may carry out of
    for (const std::size_t o : stream_operands_) append(bytes, further(o, nest.operands[o].line_bytes));
}

/// The distance from the first of its convoy; of that itself, where it begins in its line.
std::uint64_t FoldLoop::place_in_convoy(const Seen& seen, const Seen& leader, std::uint64_t place,
                                        const BoundNest& nest)
{
    if (&seen == &leader) return seen.line_bytes.remainder(place);
    const std::uint64_t from = position(leader, nest.addresses[leader.operand]);
    return place >= from ? place - from : place + seen.period.value() - from;
}

/// The bank that the first stream has reached, of those alike.
std::uint64_t FoldLoop::first_bank(const BoundNest& nest) const
{
    return with_dram_ ? place_bytes_.divide(nest.addresses[stream_operands_.front()]) % like_banks_ : 0;
}

std::uint64_t FoldLoop::stride(std::size_t operand) const { return loop_->strides[operand - loop_->first_operand]; }

/// The place that a tensor's operands have reached, or will have after some iterations.
std::int64_t FoldLoop::reached(const Rows& rows, const BoundNest& nest, std::uint64_t iterations) const
{
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    for (const std::size_t o : rows.operands) {
        least = std::min(least, nest.addresses[o] + iterations * stride(o));
    }
    return static_cast<std::int64_t>(place_bytes_.divide(least));
}

void FoldLoop::set_addresses(const BoundNest& nest, StateOrigin& origin) const
{
    origin.lines.resize(nest.nest->streams.size());
    for (std::size_t i = 0; i < streams_.size(); ++i) {
        const std::size_t o = stream_operands_[i];
        origin.lines[streams_[i]] = nest.operands[o].line_bytes.divide(nest.addresses[o]);
    }
    origin.like_banks = static_cast<std::int64_t>(like_banks_);
    origin.first_bank = static_cast<std::int64_t>(first_bank(nest));
    origin.rows.clear();
    for (const Rows& rows : rows_) {
        origin.rows.push_back(rows.bounds);
        origin.rows.back().reached = reached(rows, nest, 0);
    }
}

}  // namespace deltasim
