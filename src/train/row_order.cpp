// SPDX-License-Identifier: MIT
#include "train/row_order.hpp"

#include <algorithm>
#include <optional>

#include "model/value_rules.hpp"

namespace deltasim::train
{

RowOrder row_order(const model::SumOrder& order, std::uint64_t columns)
{
    const std::uint64_t tile = order.tiles.empty() ? columns : order.tiles.back();
    std::vector<std::vector<std::uint32_t>> lanes(std::min({order.lanes, columns, tile}));
    RowOrder row;
    // A partial sum without products would add 0, which changes no sum.
    const auto end_tile = [&] {
        for (std::vector<std::uint32_t>& lane : lanes) {
            if (lane.empty()) continue;
            row.columns.insert(row.columns.end(), lane.begin(), lane.end());
            row.runs.push_back(static_cast<std::uint32_t>(lane.size()));
            lane.clear();
        }
    };
    for (std::uint64_t i = 0; i < columns; ++i) {
        std::uint64_t place = i;
        for (std::size_t t = 0; t < order.tiles.size(); ++t) {
            place %= order.tiles[t];
            if (t + 1 != order.carried || place > 0 || i == 0) continue;
            end_tile();
            row.carried = row.runs.size();
        }
        lanes[place % lanes.size()].push_back(static_cast<std::uint32_t>(i));
    }
    end_tile();
    return row;
}

StepOrder step_order(const model::Head& head, const model::Training& training, const model::SumOrders& orders)
{
    StepOrder step;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const bool exact =
            model::products_of(training, {Tensor::weight, l}, {Tensor::activation, l - 1}).whole_numbers();
        std::vector<SamplesInOrder>& layer = step.emplace_back();
        std::optional<model::SumOrder> last;
        for (std::uint64_t s = 0; s < training.batch; ++s) {
            const model::SumOrder order = exact ? model::SumOrder{} : orders(l, s);
            if (last != order) {
                RowOrder rows = row_order(order, head.width(l - 1));
                last = order;
                if (layer.empty() || layer.back().rows != rows) layer.push_back({0, std::move(rows)});
            }
            ++layer.back().samples;
        }
    }
    return step;
}

}  // namespace deltasim::train
