// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mapping/nest_writer.hpp"
#include "mapping/random_task.hpp"
#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/schedules.hpp"

// Checks mapped nests by their accesses alone. A tile holds what was filled into it or written by the array, and a word
// that is read must be the word that the schedule asks for.

namespace deltasim::test::access_trace_test
{

namespace
{

std::uint64_t value_of(const AffineIndex& index, const LoopIndices& indices)
{
    std::uint64_t value = index.constant;
    for (std::size_t d = 0; d < index.coefficients.size(); ++d) value += index.coefficients[d] * indices.at(d);
    return value;
}

class TraceChecker
{
public:
    explicit TraceChecker(const LoopNest& nest) : nest_(nest)
    {
        for (const schedule::TileBuffer& tile : nest.tiles) lies_.emplace_back(tile.pitch_words * tile.buffers);
    }

    void step(const Step& step, const LoopIndices& indices)
    {
        if (step.unit == StepUnit::engine) return move(step, indices);
        if (step.operands.empty()) return;
        const std::uint64_t columns = step.lanes / step.rows;
        for (std::size_t o = 0; o < step.operands.size(); ++o) {
            const Operand& operand = step.operands[o];
            const Stream& stream = nest_.streams.at(operand.stream);
            if (stream.tile == 0) continue;
            CAPTURE(name_of(nest_.phase), name_of(stream.tensor.tensor), stream.tensor.layer, stream.tile);
            for (std::uint64_t r = 0; r < step.rows; ++r) {
                for (std::uint64_t c = 0; c < columns; ++c) {
                    const std::uint64_t word =
                        value_of(operand.place, indices) + r * operand.place_row_words + c * operand.place_column_words;
                    auto& place =
                        at(stream, value_of(operand.index, indices) + r * operand.row_words + c * operand.column_words);
                    if (stream.direction == Direction::write) {
                        place = word;
                    } else {
                        REQUIRE(place.has_value());
                        REQUIRE(*place == word);
                        ++checked;
                    }
                }
            }
        }
    }

    int checked = 0;  ///< words read from tiles

private:
    std::optional<std::uint64_t>& at(const Stream& stream, std::uint64_t index)
    {
        auto& tile = lies_.at(stream.tile - 1);
        return tile[index % tile.size()];
    }

    void move(const Step& step, const LoopIndices& indices)
    {
        const Operand& from = step.operands.at(0);
        const Operand& to = step.operands.at(1);
        for (std::uint64_t w = 0; w < step.lanes; ++w) {
            const Stream& source = nest_.streams.at(from.stream);
            const Stream& target = nest_.streams.at(to.stream);
            REQUIRE(source.tensor == target.tensor);
            CAPTURE(name_of(nest_.phase), name_of(source.tensor.tensor), source.tensor.layer, source.tile, target.tile,
                    step.lanes);
            const std::uint64_t source_index = value_of(from.index, indices) + w;
            const std::uint64_t target_index = value_of(to.index, indices) + w;
            const auto word = source.tile == 0 ? std::optional(source_index) : at(source, source_index);
            // Words that were not written in this tile are drained with those that were. Nobody may read them.
            if (target.tile == 0) {
                if (word) REQUIRE(*word == target_index);
            } else {
                at(target, target_index) = word;
            }
        }
    }

    const LoopNest& nest_;
    std::vector<std::vector<std::optional<std::uint64_t>>> lies_;
};

}  // namespace

TEST_CASE("every word read from a tile was brought there before")
{
    int checked = 0;
    int pairs = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        RandomSource random(seed);
        const RandomTask task(random, 1U << 20U);
        const model::Placement nowhere;
        const model::TensorPrecisions precisions;
        const mapping::MappedMachine machine{task.array, task.spaces, nowhere, precisions};
        for (const Schedule& schedule : schedules()) {
            CAPTURE(seed, schedule.name, task.training.batch);
            const Program program = schedule.program(task.head, task.training, schedule::unmapped);
            for (std::size_t n = 0; n < program.nests.size(); ++n) {
                LoopNest mapped;
                try {
                    const auto [plan, nests] = random_plan(random, program.nests, n, task.memories, machine);
                    mapped = mapping::map_nest(plan, machine, {0, 0, 0}, random.between(1, 3) * 8);
                    n += nests - 1;
                    pairs += plan.is_pair ? 1 : 0;
                } catch (const mapping::MappingError&) {
                    continue;
                }
                TraceChecker checker(mapped);
                walk(mapped, [&](const Step& step, const LoopIndices& indices) { checker.step(step, indices); });
                checked += checker.checked;
            }
        }
    }
    CHECK(pairs > 5);
    CHECK(checked > 100'000);
}

}  // namespace deltasim::test::access_trace_test
