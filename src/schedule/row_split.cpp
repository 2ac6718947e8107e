// SPDX-License-Identifier: MIT
#include "schedule/row_split.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/checked.hpp"

namespace deltasim::schedule
{

namespace
{

/// The rows that an operand walks: from `first` on, by one loop or none.
struct RowWalk {
    std::uint64_t first = 0;
    std::optional<std::size_t> loop{};
};

/// `counts`: of the loops around the step. Nothing: the operand walks in another way.
std::optional<RowWalk> row_walk(const AffineIndex& index, std::uint64_t words, std::uint64_t row_words,
                                const std::vector<std::uint64_t>& counts)
{
    RowWalk walk{index.constant / row_words};
    std::uint64_t last_column = checked_add(index.constant % row_words, words - 1);
    for (std::size_t d = 0; d < index.coefficients.size(); ++d) {
        const std::uint64_t coefficient = index.coefficients[d];
        if (coefficient == 0 || counts[d] == 1) continue;
        if (coefficient == row_words && !walk.loop) {
            walk.loop = d;
        } else {
            last_column = checked_add(last_column, checked_multiply(coefficient, counts[d] - 1));
        }
    }
    return last_column < row_words ? std::optional(walk) : std::nullopt;
}

using OperandVisit = std::function<void(const Step&, const Operand&, const std::vector<std::uint64_t>&)>;

void for_each_operand(const Loop& loop, std::vector<std::uint64_t>& counts, const OperandVisit& visit)
{
    for (const NestNode& node : loop.body) {
        if (const Step* const step = std::get_if<Step>(&node)) {
            for (const Operand& operand : step->operands) visit(*step, operand, counts);
            continue;
        }
        const Loop& inner = std::get<Loop>(node);
        counts.push_back(inner.count);
        for_each_operand(inner, counts, visit);
        counts.pop_back();
    }
}

/// Changes indices to those of a loop that begins later.
void begin_later(Loop& loop, std::size_t depth, std::uint64_t iterations)
{
    const auto move = [&](AffineIndex& index) {
        if (index.coefficients.size() <= depth) return;
        index.constant = checked_add(index.constant, checked_multiply(index.coefficients[depth], iterations));
    };
    for (NestNode& node : loop.body) {
        if (Loop* const inner = std::get_if<Loop>(&node)) {
            begin_later(*inner, depth, iterations);
            continue;
        }
        Step& step = std::get<Step>(node);
        for (Operand& operand : step.operands) {
            move(operand.index);
            move(operand.place);
        }
        for (RegisterUse& use : step.registers) move(use.index);
        move(step.sample);
    }
}

class RowSplitter
{
public:
    RowSplitter(LoopNest& nest, const RowSplits& splits) : nest_(nest), splits_(splits), streams_(nest.streams) {}

    void split()
    {
        std::vector<std::uint64_t> counts;
        cut_inside(nest_.body, counts);
        nest_.streams.clear();
        rename(nest_.body);
    }

private:
    [[nodiscard]] const RowSplit* split_of(const Operand& operand) const
    {
        const auto split = splits_.find(streams_[operand.stream].tensor);
        return split == splits_.end() ? nullptr : &split->second;
    }

    /// `counts`: of the loops around the body of `loop`.
    void cut_inside(Loop& loop, std::vector<std::uint64_t>& counts)
    {
        std::vector<NestNode> body;
        for (NestNode& node : loop.body) {
            Loop* const inner = std::get_if<Loop>(&node);
            if (inner == nullptr) {
                body.push_back(std::move(node));
                continue;
            }
            counts.push_back(inner->count);
            cut_inside(*inner, counts);
            const std::set<std::uint64_t> cuts = cuts_of(*inner, counts);
            counts.pop_back();
            for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
                Loop part = *inner;
                part.count = *std::next(cut) - *cut;
                part.begin += *cut;
                begin_later(part, counts.size(), *cut);
                body.emplace_back(std::move(part));
            }
        }
        loop.body = std::move(body);
    }

    /// The iterations at which parts of a loop begin, and its end.
    std::set<std::uint64_t> cuts_of(const Loop& loop, std::vector<std::uint64_t>& counts) const
    {
        std::set<std::uint64_t> cuts{0, loop.count};
        const std::size_t depth = counts.size() - 1;
        for_each_operand(loop, counts, [&](const Step& step, const Operand& operand, const auto& around) {
            const RowSplit* const split = split_of(operand);
            if (split == nullptr) return;
            const RowWalk walk =
                row_walk(operand.index, words_spanned(step, operand), split->row_words, around).value();
            if (walk.loop != depth || split->first_rows <= walk.first) return;
            cuts.insert(std::min(split->first_rows - walk.first, loop.count));
        });
        return cuts;
    }

    void rename(Loop& loop)
    {
        for (NestNode& node : loop.body) {
            if (Loop* const inner = std::get_if<Loop>(&node)) {
                rename(*inner);
                continue;
            }
            for (Operand& operand : std::get<Step>(node).operands) {
                Stream stream = streams_[operand.stream];
                if (const RowSplit* const split = split_of(operand); split != nullptr) {
                    const bool first = operand.index.constant < split->words_before_others();
                    stream.tensor.rows = first ? TensorRows::first : TensorRows::others;
                    if (!first) operand.index.constant -= split->words_before_others();
                }
                const auto known = std::find(nest_.streams.begin(), nest_.streams.end(), stream);
                operand.stream = static_cast<std::size_t>(known - nest_.streams.begin());
                if (known == nest_.streams.end()) nest_.streams.push_back(stream);
            }
        }
    }

    LoopNest& nest_;
    const RowSplits& splits_;
    const std::vector<Stream> streams_;  ///< of the arrays before they are cut
};

}  // namespace

bool goes_row_by_row(const LoopNest& nest, TensorId tensor, std::uint64_t row_words)
{
    bool row_by_row = true;
    std::vector<std::uint64_t> counts;
    for_each_operand(nest.body, counts, [&](const Step& step, const Operand& operand, const auto& around) {
        if (nest.streams[operand.stream].tensor != tensor) return;
        row_by_row = row_by_row && row_walk(operand.index, words_spanned(step, operand), row_words, around).has_value();
    });
    return row_by_row;
}

void split_rows(LoopNest& nest, const RowSplits& splits)
{
    const bool has_parts = std::any_of(nest.streams.begin(), nest.streams.end(),
                                       [&](const Stream& stream) { return splits.contains(stream.tensor); });
    if (has_parts) RowSplitter(nest, splits).split();
}

bool has_parts(const Program& program)
{
    return std::any_of(program.nests.begin(), program.nests.end(), [](const LoopNest& nest) {
        return std::any_of(nest.streams.begin(), nest.streams.end(),
                           [](const Stream& stream) { return stream.tensor.rows != TensorRows::all; });
    });
}

}  // namespace deltasim::schedule
