// SPDX-License-Identifier: MIT
#include "sim/fold_loop.hpp"

#include <algorithm>
#include <bit>

namespace deltasim
{

namespace
{

constexpr std::uint64_t fewest_steps_a_block = 16;
constexpr std::uint64_t fewest_steps_a_loop = 64;
constexpr std::uint64_t blocks_a_block = 8;
constexpr std::uint64_t many_steps = 256;

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

bool FoldLevel::pays()
{
    if (left_out_ == 0) return true;
    --left_out_;
    return false;
}

void FoldLevel::book(bool hit, std::uint64_t cost)
{
    // A trial is long enough for a loop's first behaviours to be learnt, and ends early where lookups are dear.
    constexpr std::uint32_t trial = 4096;
    constexpr std::uint64_t dearest_trial = 4 * trial;
    constexpr std::uint32_t longest_pause = std::uint32_t{1} << 28U;
    hits_ += hit ? 1 : 0;
    cost_ += cost;
    if (++lookups_ < trial * worth / 8 && cost_ < dearest_trial * worth / 8) return;
    if (hits_ * worth < lookups_ || hits_ * steps < cost_) {
        left_out_ = pause_;
        pause_ = std::min(4 * pause_, longest_pause);
    }
    lookups_ = 0;
    hits_ = 0;
    cost_ = 0;
}

FoldLoop::FoldLoop(const StepIssuer& issuer, const BoundNest& nest, const BoundLoop& loop)
    : loop_(&loop), operand_count_(loop.operand_count)
{
    find_levels();
    if (levels_.empty()) return;
    write_signature(nest, loop);
    find_streams(nest);
    seen_once_ = find_seen(nest, false);
    seen_many_ = find_seen(nest, true);
    find_rows(issuer, nest);
    for (const std::vector<Seen>* seen : {&seen_once_, &seen_many_}) {
        for (const Seen& one : *seen) {
            append(signature_, one.operand - loop.first_operand);
            append(signature_, one.related - loop.first_operand);
            append(signature_, one.mask);
        }
        append(signature_, seen->size());
    }
}

void FoldLoop::find_levels()
{
    if (loop_->depth == 0 || loop_->count < 2) return;
    if (loop_->steps < fewest_steps_a_loop && loop_->count * loop_->steps < fewest_steps_a_loop) return;
    std::uint64_t iterations = std::bit_ceil((fewest_steps_a_block + loop_->steps - 1) / loop_->steps);
    while (iterations <= loop_->count) {
        FoldLevel level;
        level.iterations = iterations;
        level.steps = iterations * loop_->steps;
        // An iteration of thousands of steps is worth many lookups.
        level.worth = levels_.empty() && level.steps >= many_steps ? 64 : levels_.empty() ? 4 : 8;
        levels_.push_back(level);
        iterations *= blocks_a_block;
    }
}

void FoldLoop::number_blocks(std::uint32_t first)
{
    for (FoldLevel& level : levels_) level.block = first++;
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
        const std::uint64_t unseen = droppable ? operand.view.unseen_bits & still : 0;
        if (period != 0 && !std::has_single_bit(period)) {
            one.masked = false;
            one.period = Divisor(period);
        } else {
            one.mask = (period == 0 ? ~std::uint64_t{0} : period - 1) & ~unseen;
        }
        seen.push_back(one);
    }
    return seen;
}

void FoldLoop::find_rows(const StepIssuer& issuer, const BoundNest& nest)
{
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
        const BoundOperand& first = nest.operands[rows.operands.front()];
        if (first.view.period_bytes == 0) {  // rows are not told apart by tensor: each is itself
            rows.row_bytes = Divisor(std::numeric_limits<std::uint64_t>::max());
            rows.bounds = {0, anywhere, 0, -anywhere, anywhere};
            rows_.assign(1, rows);
            return;
        }
        rows.row_bytes = Divisor(first.view.period_bytes);
        const auto [begin, end] = issuer.extent_of(tensor);
        rows.bounds.first = static_cast<std::int64_t>(rows.row_bytes.divide(begin));
        rows.bounds.last = static_cast<std::int64_t>(rows.row_bytes.divide(end - 1));
        rows.bounds.least = written ? -anywhere : 0;
        rows.bounds.most = written ? anywhere : static_cast<std::int64_t>(rows.row_bytes.divide(farthest)) + 1;
        const bool repeated =
            std::any_of(rows_.begin(), rows_.end(), [&](const Rows& other) { return other.operands == rows.operands; });
        if (!repeated) rows_.push_back(std::move(rows));
    }
}

/// A block of one iteration does not see the loop's own strides, but the state after it is relative to the addresses
/// that they lead to: by how many lines and rows that is further is then part of the class.
void FoldLoop::write_address_class(const FoldLevel& level, const BoundNest& nest, std::string& bytes) const
{
    const bool once = level.iterations == 1;
    for (const Seen& seen : once ? seen_once_ : seen_many_) {
        const std::uint64_t address = nest.addresses[seen.operand];
        append(bytes, seen.masked ? address & seen.mask : seen.period.remainder(address));
        if (seen.related != seen.operand) append(bytes, address - nest.addresses[seen.related]);
    }
    if (!once) return;
    for (const std::size_t o : stream_operands_) {
        const Divisor& line_bytes = nest.operands[o].line_bytes;
        append(bytes, line_bytes.divide(nest.addresses[o] + stride(o)) - line_bytes.divide(nest.addresses[o]));
    }
    for (const Rows& rows : rows_) append(bytes, reached(rows, nest, true) - reached(rows, nest, false));
}

std::uint64_t FoldLoop::stride(std::size_t operand) const { return loop_->strides[operand - loop_->first_operand]; }

/// The row that a tensor's operands have reached, or will have after an iteration.
std::int64_t FoldLoop::reached(const Rows& rows, const BoundNest& nest, bool after_iteration) const
{
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    for (const std::size_t o : rows.operands) {
        least = std::min(least, nest.addresses[o] + (after_iteration ? stride(o) : 0));
    }
    return static_cast<std::int64_t>(rows.row_bytes.divide(least));
}

void FoldLoop::set_addresses(const BoundNest& nest, StateOrigin& origin) const
{
    origin.lines.resize(nest.nest->streams.size());
    for (std::size_t i = 0; i < streams_.size(); ++i) {
        const std::size_t o = stream_operands_[i];
        origin.lines[streams_[i]] = nest.operands[o].line_bytes.divide(nest.addresses[o]);
    }
    origin.rows.clear();
    for (const Rows& rows : rows_) {
        origin.rows.push_back(rows.bounds);
        origin.rows.back().reached = reached(rows, nest, false);
    }
}

}  // namespace deltasim
