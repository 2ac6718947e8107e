// SPDX-License-Identifier: MIT
#include "schedule/row_padding.hpp"

#include <stdexcept>
#include <string>

#include "core/checked.hpp"

namespace deltasim::schedule
{

namespace
{

/// An index is affine in the indices of the loops. So are its row and its column, as long as no column reaches the end
/// of the row: each part of the sum can be moved separately.
void pad_index(AffineIndex& index, const model::RowLayout& layout, const std::vector<std::uint64_t>& counts,
               std::uint64_t lanes)
{
    const auto move = [&](std::uint64_t words) {
        return checked_add(checked_multiply(words / layout.row_words, layout.pitch_words), words % layout.row_words);
    };
    std::uint64_t last_column = index.constant % layout.row_words + lanes - 1;
    index.constant = move(index.constant);
    for (std::size_t d = 0; d < index.coefficients.size(); ++d) {
        std::uint64_t& coefficient = index.coefficients[d];
        last_column = checked_add(last_column, checked_multiply(coefficient % layout.row_words, counts[d] - 1));
        coefficient = move(coefficient);
    }
    if (last_column >= layout.row_words) {
        throw std::logic_error("a step walks along a padded row of " + std::to_string(layout.row_words) +
                               " words to column " + std::to_string(last_column));
    }
}

/// `counts`: the counts of the loops around the body of `loop`.
void pad_loop(const LoopNest& nest, Loop& loop, const model::RowLayouts& layouts, std::vector<std::uint64_t>& counts)
{
    for (NestNode& node : loop.body) {
        if (Loop* const inner = std::get_if<Loop>(&node)) {
            counts.push_back(inner->count);
            pad_loop(nest, *inner, layouts, counts);
            counts.pop_back();
            continue;
        }
        Step& step = std::get<Step>(node);
        for (Operand& operand : step.operands) {
            const auto layout = layouts.find(nest.streams[operand.stream].tensor);
            if (layout == layouts.end()) continue;
            pad_index(operand.index, layout->second, counts, operand.per_lane ? step.lanes : 1);
        }
    }
}

}  // namespace

void pad_rows(Program& program, const model::RowLayouts& layouts)
{
    if (layouts.empty()) return;
    for (LoopNest& nest : program.nests) {
        std::vector<std::uint64_t> counts;
        pad_loop(nest, nest.body, layouts, counts);
    }
}

}  // namespace deltasim::schedule
