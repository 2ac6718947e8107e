// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

#include "environment_setting.hpp"
#include "experiment/law_checks.hpp"
#include "experiment/random_mapped_run.hpp"
#include "experiment/run_file.hpp"
#include "experiment/shrinking.hpp"
#include "experiment/tiny_experiment.hpp"
#include "failed_assertions.hpp"
#include "sim/forked.hpp"

// Tests the message about a broken law: it has a simpler run that breaks the law, as a file that can be run.
// DELTASIM_LAW_RUNS is the number of seeds, DELTASIM_LAW_FIRST the first seed.

namespace deltasim::test::shrinking_test
{

namespace
{

constexpr std::array every_dram{RandomDram::none,    RandomDram::flat,  RandomDram::rows,
                                RandomDram::devices, RandomDram::edram, RandomDram::controllers};

/// The run as read from its file, with its own prices.
RandomRun read_again(const RandomRun& run, const std::string& file)
{
    const ExperimentConfig experiment = experiment_of(file);
    RandomRun read{experiment.models.front(), experiment.processors.front(), experiment.training, experiment.placement};
    read.priced.costs = run.priced.costs;
    return read;
}

/// Without the settings that have no key.
RandomRun sayable(RandomRun run)
{
    run.training.step_samples = 0;
    for (OnChipMemoryConfig& memory : run.priced.processor.memories) {
        if (!memory.refresh) memory.kind = OnChipKind::sram;
    }
    auto& dram = run.priced.processor.dram;
    if (auto* device = dram ? std::get_if<DramDevice>(&dram->model) : nullptr) {
        IdlePolicy& idle = device->idle;
        if (idle.state == IdleState::power_down) idle.wake_read_cycles = idle.wake_cycles;
    }
    return run;
}

void check_file(const RandomRun& run, const Schedule& schedule)
{
    const std::string file = run_file(run, schedule);
    INFO(file);
    const auto result_of = [&](const RandomRun& drawn) {
        Json result = run_in_child(drawn, schedule, Engine::step, false);
        result["run"].erase("precision");  // its text depends on how it was written
        return result;
    };
    const Json drawn = result_of(run);
    const Json read = result_of(read_again(run, file));
    CHECK(difference(drawn, read) == "[]");
}

/// The output of a process that checks this law for this run.
std::string printed_by_hold(const RandomRun& run, const std::function<void(const RandomRun&)>& check)
{
    return in_child([&] {
        std::FILE* const file = std::tmpfile();
        dup2(fileno(file), STDOUT_FILENO);
        const std::uint64_t failed_before = failed_assertions();
        hold(run, *find_schedule("delta"), check);
        Catch::cout() << std::flush;
        std::string text = failed_assertions() == failed_before ? "held\n" : "failed\n";
        std::rewind(file);
        for (int c = 0; (c = std::fgetc(file)) != EOF;) text += static_cast<char>(c);
        return text;
    });
}

}  // namespace

TEST_CASE("a drawn run is written as a file that runs to the same counts and cycles")
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    for (const RandomDram dram : every_dram) {
        for (std::uint64_t seed = first; seed < first + number_of_runs("DELTASIM_LAW_RUNS", 12); ++seed) {
            INFO("seed " << seed << ", DRAM " << static_cast<int>(dram));
            const RandomRun run = sayable(resting(random_run(seed, dram), seed));
            for (const Schedule* schedule : schedules_of(run)) check_file(run, *schedule);
        }
    }
}

TEST_CASE("a drawn run under a mapping, of cores and zeros too, is written as a file that runs to the same")
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    const std::uint64_t runs = number_of_runs("DELTASIM_LAW_RUNS", 12);
    std::uint64_t checked = 0;
    for (const RandomDram dram : every_dram) {
        for (std::uint64_t seed = first; seed < first + runs; ++seed) {
            INFO("seed " << seed << ", DRAM " << static_cast<int>(dram));
            RandomRun run = sayable(random_run(seed, dram));
            RandomSource random(seed);
            ProcessorConfig& processor = run.priced.processor;
            draw_grid(random, processor);
            if (seed % 2 == 0) {
                processor.pe_array.instructions = Instructions{.cores = 1, .load_cycles = 2, .step = 3, .row = 1};
                processor.pe_array.instructions->widths[0].unpack = seed;
            }
            processor.controller.row_end_queue = seed % 3 == 0;
            const Schedule& schedule = *find_schedule(seed % 2 == 0 ? "delta" : "delta_lookahead");
            if (!draw_possible_mapping(random, run, schedule)) continue;
            check_file(run, schedule);
            ++checked;
        }
    }
    CHECK(checked > runs);
    for (const RandomDram dram : every_dram) {
        RandomRun run = sayable(random_run(first, dram));
        run.priced.processor.skip = {true, true, Density{0.5, 0.25, 0.75, 1.0}};
        check_file(run, *find_schedule("delta"));
    }
}

TEST_CASE("a run is shrunk to the least that breaks the law")
{
    for (std::uint64_t seed = 1; seed < 40; ++seed) {
        INFO("seed " << seed);
        const RandomRun run = random_run(seed, every_dram[seed % every_dram.size()], RandomSize::medium);
        const std::uint64_t lanes = run.priced.processor.pe_array.lanes;
        const std::uint64_t batch = run.training.batch;
        const std::size_t depth = run.head.layers.size();
        const RandomRun smallest = shrunk(run, [&](const RandomRun& candidate) {
            return 2 * candidate.priced.processor.pe_array.lanes >= lanes &&
                   3 * candidate.training.batch >= 2 * batch && 2 * candidate.head.layers.size() >= depth;
        });
        CHECK(smallest.priced.processor.pe_array.lanes == (lanes + 1) / 2);
        CHECK(smallest.training.batch == (2 * batch + 2) / 3);
        CHECK(smallest.head.layers.size() == (depth + 1) / 2);
        CHECK(smallest.head.layers.front().inputs == 1);
        for (const Layer& layer : smallest.head.layers) CHECK(layer.outputs == 1);
        CHECK(smallest.priced.processor.memories.empty());
        CHECK(!smallest.priced.processor.dram);
        CHECK(smallest.training.optimizer == Optimizer::sgd);
    }
}

TEST_CASE("nothing simpler than a shrunk run breaks the law")
{
    const auto breaks = [](const RandomRun& run) {
        const auto& memories = run.priced.processor.memories;
        return memories.size() > 1 && memories[1].latency_cycles > 2 && run.head.weights(1) > 9;
    };
    int shrunk_runs = 0;
    for (std::uint64_t seed = 1; seed < 80; ++seed) {
        const RandomRun run = random_run(seed, RandomDram::none);
        if (!breaks(run)) continue;
        const RandomRun smallest = shrunk(run, breaks);
        CHECK(smallest.priced.processor.memories[1].latency_cycles == 3);
        CHECK(smallest.head.weights(1) <= 12);
        for (const RandomRun& candidate : simpler(smallest)) CHECK(!breaks(candidate));
        ++shrunk_runs;
    }
    CHECK(shrunk_runs > 5);
}

TEST_CASE("a broken law comes with the file of a simpler run that breaks it")
{
    const RandomRun run = random_run(5, RandomDram::controllers);
    const auto check = [&](const RandomRun& candidate) {
        const Json result = run_in_child(candidate, *find_schedule("delta"), Engine::step, false);
        CHECK(result["run"]["cycles"].get<std::uint64_t>() < 20);
    };
    const std::string printed = printed_by_hold(run, check);
    INFO(printed);
    REQUIRE(printed.starts_with("failed\n"));
    REQUIRE(printed.find("deltasim run smallest.yaml --engine step") != std::string::npos);
    const std::size_t begin = printed.find("\n{\n");
    const std::size_t begin_indented = begin == std::string::npos ? printed.find("{\n") : begin + 1;
    REQUIRE(begin_indented != std::string::npos);
    int depth = 0;
    std::size_t end = begin_indented;
    do {
        depth += printed[end] == '{' ? 1 : printed[end] == '}' ? -1 : 0;
    } while (++end < printed.size() && depth > 0);
    const RandomRun smallest = read_again(run, printed.substr(begin_indented, end - begin_indented));
    CHECK(smallest.head.layers.size() == 1);
    CHECK(smallest.priced.processor.memories.size() + (smallest.priced.processor.dram ? 1U : 0U) == 1);
    const Json result = run_in_child(smallest, *find_schedule("delta"), Engine::step, false);
    CHECK(result["run"]["cycles"].get<std::uint64_t>() >= 20);
}

TEST_CASE("a law that holds is tried once")
{
    int tried = 0;
    hold(random_run(3, RandomDram::none), *find_schedule("delta"), [&](const RandomRun&) { ++tried; });
    CHECK(tried == 1);
}

}  // namespace deltasim::test::shrinking_test
