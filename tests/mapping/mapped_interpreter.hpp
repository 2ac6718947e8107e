// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "mapping/lane_store.hpp"
#include "model/array_words.hpp"
#include "model/tensor_values.hpp"
#include "rooms.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/operand_tally.hpp"

// Executes mapped nests on plain arrays, without a machine. Tiles begin as NaN, so the weights show it if a word is
// read before it was filled.

namespace deltasim::test
{

class MappedInterpreter
{
public:
    explicit MappedInterpreter(const TensorValues& values)
    {
        for (const auto& [id, words] : values) values_[id].assign(words.begin(), words.end());
    }

    void run(const LoopNest& nest)
    {
        const double nothing = std::numeric_limits<double>::quiet_NaN();
        for (const auto& [id, words] : tensor_words({{nest}}))
            values_[id].resize(std::max<std::size_t>(values_[id].size(), words), nothing);
        std::vector<std::vector<double>> tiles;
        for (const schedule::TileBuffer& tile : nest.tiles) {
            tiles.emplace_back(tile.pitch_words * tile.buffers, nothing);
        }
        mapping::LaneStore lanes;
        walk(nest, [&](const Step& step, const LoopIndices& indices) {
            if (step.counted) tally.add_step(nest, step, 1);
            const auto stream_of = [&](std::size_t o) { return nest.streams.at(step.operands.at(o).stream); };
            lanes.perform(step, indices,
                          {[&](std::size_t o, std::uint64_t offset) -> double& {
                               const Stream stream = stream_of(o);
                               const AffineIndex& index = step.operands[o].index;
                               std::uint64_t word = index.constant + offset;
                               for (std::size_t d = 0; d < index.coefficients.size(); ++d) {
                                   word += index.coefficients[d] * indices.at(d);
                               }
                               if (stream.tile == 0) return values_.at(stream.tensor).at(word);
                               std::vector<double>& tile = tiles.at(stream.tile - 1);
                               return tile[word % tile.size()];
                           },
                           [](std::size_t, std::uint64_t place) { return place; },
                           [&](std::size_t o) { return stream_of(o).direction == Direction::write; }});
        });
    }

    [[nodiscard]] TensorValues values() const
    {
        TensorValues values;
        for (const auto& [id, words] : values_) {
            for (const double word : words) values[id].push_back(static_cast<float>(word));
        }
        return values;
    }
    OperandTally tally;

private:
    std::map<TensorId, std::vector<double>> values_;
};

}  // namespace deltasim::test
