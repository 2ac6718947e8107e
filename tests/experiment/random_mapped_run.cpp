// SPDX-License-Identifier: MIT
#include "experiment/random_mapped_run.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "experiment/run/run.hpp"
#include "mapping/random_mapping.hpp"
#include "mapping/stage_plan.hpp"

namespace deltasim::test
{

namespace
{

/// From the outermost memory inwards.
std::vector<std::string> memories_of(const ProcessorConfig& processor)
{
    std::vector<std::string> names;
    if (processor.dram) names.emplace_back("dram");
    for (auto memory = processor.memories.rbegin(); memory != processor.memories.rend(); ++memory) {
        names.push_back(memory->name);
    }
    return names;
}

}  // namespace

void draw_grid(RandomSource& random, ProcessorConfig& processor)
{
    PeArrayConfig array = random_array(random);
    array.clock_hz = processor.pe_array.clock_hz;
    array.operand_broadcast = processor.pe_array.operand_broadcast;
    array.operations = processor.pe_array.operations;
    array.reduction = random.one_of(std::array{Reduction::row_end, Reduction::adder_tree, Reduction::systolic});
    array.stationary_sets = random.one_of(std::array<std::uint64_t, 2>{1, 2});
    processor.pe_array = array;
    if (random.between(0, 1) == 1) processor.dma.clock_hz = processor.controller.clock_hz * random.between(1, 2);
    processor.dma.channels = random.between(1, 6);
    processor.dma.burst_bytes = 4 * random.between(1, 16);
}

namespace
{

/// A mapping under which two passes of a layer may run as one: rows outermost, and all samples inside a tile of
/// weights.
NestMapping mapping_of_pairs(RandomSource& random, NestMapping mapping)
{
    for (MappingLevel& level : mapping.levels) {
        level.order = {Dimension::outputs, Dimension::inputs, Dimension::samples};
        level.tile = {};
    }
    if (mapping.levels.size() < 2) return mapping;
    MappingLevel& level = mapping.levels[random.between(1, mapping.levels.size() - 1)];
    if (std::find(level.keep.begin(), level.keep.end(), Tensor::weight) == level.keep.end())
        level.keep.push_back(Tensor::weight);
    const bool cuts_rows = random.between(0, 1) == 1;
    level.tile = {cuts_rows ? 1 : random.between(1, 4), cuts_rows ? random.between(1, 12) : 0, 0};
    return mapping;
}

void draw_mapping(RandomSource& random, RandomRun& run)
{
    const std::vector<std::string> memories = memories_of(run.priced.processor);
    run.placement.mapping = {};
    if (random.between(0, 1) == 1) run.placement.mapping.otherwise = MappingRule::automatic;
    if (random.between(0, 4) == 0) return;
    for (const Phase phase : {Phase::forward, Phase::delta, Phase::gradient, Phase::update}) {
        if (random.between(0, 5) == 0) continue;
        const NestMapping mapping = random_mapping(random, memories, 12);
        const bool pairs = phase == Phase::forward && random.between(0, 1) == 0;
        run.placement.mapping.own[{MappingConfig::every_layer, phase}] =
            pairs ? mapping_of_pairs(random, mapping) : mapping;
    }
    if (random.between(0, 2) > 0) return;
    run.placement.mapping.own[{MappingConfig::every_layer, Phase::forward, true}] =
        random_mapping(random, memories, 12);
}

}  // namespace

bool draw_possible_mapping(RandomSource& random, RandomRun& run, const Schedule& schedule)
{
    for (int attempt = 0; attempt < 30; ++attempt) {
        draw_mapping(random, run);
        try {
            const RunPlan plan = plan_run({.head = run.head,
                                           .priced = run.priced,
                                           .training = run.training,
                                           .placement = run.placement,
                                           .schedule = schedule,
                                           .engine = Engine::step,
                                           .most_steps = 200'000,
                                           .values = false});
            if (std::any_of(plan.mapping.begin(), plan.mapping.end(),
                            [](const auto& nest) { return nest.has_value(); }))
                return true;
        } catch (const PlacementError&) {
        } catch (const TooManySteps&) {
        }
    }
    return false;
}

}  // namespace deltasim::test
