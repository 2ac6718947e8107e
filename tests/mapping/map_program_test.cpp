// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "mapping/map_program.hpp"
#include "mapping/random_task.hpp"
#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::map_program_test
{

namespace
{

using Range = std::pair<std::uint64_t, std::uint64_t>;

mapping::MappedProgram mapped(const RandomTask& task, const Schedule& schedule, const model::MappingConfig& config)
{
    const Program streaming = schedule.program(task.head, task.training, task.array.lanes);
    const Program unmapped = schedule.program(task.head, task.training, schedule::unmapped);
    const model::TensorPrecisions precisions;
    const model::ExplicitHomes homes;
    return mapping::map_program({.streaming = streaming,
                                 .unmapped = unmapped,
                                 .mapping = config,
                                 .array = task.array,
                                 .spaces = task.spaces,
                                 .precisions = precisions,
                                 .homes = homes,
                                 .burst_bytes = 64});
}

bool overlap(std::vector<Range> ranges)
{
    std::sort(ranges.begin(), ranges.end());
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        if (ranges[i].first < ranges[i - 1].second) return true;
    }
    return false;
}

/// Checks that no tile overlaps a home, and that all lie within their memory. Tiles of stages that take turns may
/// overlap. Runs with values show whether tiles of one stage do.
void check_memories(const RandomTask& task, const mapping::MappedProgram& program)
{
    const model::TensorWords words = tensor_words(program.program);
    for (const LoopNest& nest : program.program.nests) {
        for (std::size_t m = 0; m < task.spaces.size(); ++m) {
            std::vector<Range> homes;
            std::uint64_t homes_end = 0;
            for (const auto& [tensor, home] : program.placement) {
                if (home.memory != m) continue;
                const std::uint64_t begin = home.address.value();
                homes.emplace_back(begin, begin + words.at(tensor) * 4);
                homes_end = std::max(homes_end, homes.back().second);
            }
            CHECK_FALSE(overlap(std::move(homes)));
            for (const schedule::TileBuffer& tile : nest.tiles) {
                if (tile.memory != m) continue;
                CHECK(tile.words <= tile.pitch_words);
                CHECK(tile.address >= homes_end);
                CHECK(tile.address + tile.pitch_words * tile.buffers * 4 <= task.spaces[m].capacity_bytes);
            }
        }
    }
}

}  // namespace

TEST_CASE("tiles lie beside the tensors, and within their memory")
{
    int mapped_nests = 0;
    int tiles = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        RandomSource random(seed);
        const RandomTask task(random, 64 * random.between(1, 40));
        model::MappingConfig config;
        if (random.between(0, 1) == 1) config.otherwise = model::MappingRule::automatic;
        for (const Phase phase : {Phase::forward, Phase::delta, Phase::gradient, Phase::update}) {
            if (random.between(0, 2) == 0)
                config.own[{MappingConfig::every_layer, phase}] = random_mapping(random, task.memories, 4);
        }
        for (const Schedule& schedule : schedules()) {
            CAPTURE(seed, schedule.name);
            try {
                const mapping::MappedProgram program = mapped(task, schedule, config);
                check_memories(task, program);
                for (const auto& nest : program.nests) mapped_nests += nest ? 1 : 0;
                for (const LoopNest& nest : program.program.nests) tiles += static_cast<int>(nest.tiles.size());
            } catch (const model::PlacementError&) {
                CHECK(!config.own.empty());  // auto always finds something
            }
        }
    }
    CHECK(mapped_nests > 1000);
    CHECK(tiles > 500);
}

TEST_CASE("tiles that do not fit say how many bytes are missing")
{
    RandomSource random(1);
    RandomTask task(random, 1U << 20U);
    task.head = head_of({64, 16}, Activation::relu, Activation::softmax);
    task.training = {};
    task.array = {};
    task.spaces[0].capacity_bytes = 1024;
    task.spaces[1].capacity_bytes = 0;
    model::NestMapping forward;
    forward.levels = {{"dram", {}, {}, 1, {}}, {"l1", {8, 64, 0}, {Tensor::weight}, 1, {}}};
    model::MappingConfig config;
    config.own[{MappingConfig::every_layer, Phase::forward}] = forward;
    CHECK_THROWS_WITH(mapped(task, *find_schedule("delta"), config),
                      "the tiles kept in l1 take 2048 bytes: 1024 bytes are missing");
}

TEST_CASE("an order that the schedule does not allow names the two loops and the tensor")
{
    RandomSource random(1);
    RandomTask task(random, 1U << 20U);
    task.head = head_of({8, 6}, Activation::relu, Activation::softmax);
    task.training = {};
    task.array = {};
    model::NestMapping update;
    update.levels = {{"dram", {}, {}, 1, {Dimension::inputs, Dimension::outputs, Dimension::samples}}};
    model::MappingConfig config;
    config.own[{MappingConfig::every_layer, Phase::update}] = update;
    CHECK_NOTHROW(mapped(task, *find_schedule("delta"), config));
    CHECK_THROWS_WITH(mapped(task, *find_schedule("delta_latched"), config),
                      "update of layer 1: the loop over outputs must not lie inside that over inputs, across which the "
                      "schedule holds delta in registers");
    update.columns = Dimension::samples;
    task.array.lanes = task.array.columns = 2;
    config.own[{MappingConfig::every_layer, Phase::update}] = update;
    task.training.batch = 3;
    CHECK_THROWS_WITH(mapped(task, *find_schedule("delta"), config),
                      "update of layer 1: the loop over samples must not run along lanes, which would each have a part "
                      "of one gradient that is summed in order");
}

}  // namespace deltasim::test::map_program_test
