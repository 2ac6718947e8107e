// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <array>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "config/shipped_devices.hpp"
#include "environment_setting.hpp"
#include "experiment/batch/compare.hpp"
#include "experiment/random_run.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/run/run.hpp"
#include "experiment/shrinking.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"
#include "sim/forked.hpp"
#include "sim/memory_spaces.hpp"

// Folding gives what stepping gives: on heads that are large enough for most steps to fold, with a memo so small that
// it is forgotten again and again, and on a case of ten million steps. DELTASIM_FOLD_RUNS is the number of seeds in
// each case, DELTASIM_FOLD_FIRST the first seed.

namespace deltasim::test::fold_test
{

namespace
{

struct Folded {
    Json result;  ///< the run's JSON without its engine
    std::uint64_t simulated = 0;
    std::uint64_t steps = 0;
};

/// One run in a child process.
Folded simulate_in_child(const RandomRun& run, const Schedule& schedule, FoldSettings folding)
{
    Json json = Json::parse(in_child([&] {
        const ProcessorConfig& processor = run.priced.processor;
        const Program program = program_of(run, schedule);
        const Placement placement = place(tensor_words(program), run.training.precision, memory_spaces(processor), {});
        RunReport report;
        report.simulation = simulate({.processor = processor,
                                      .program = program,
                                      .placement = placement,
                                      .precisions = run.training.precision,
                                      .folding = folding,
                                      .progress = {}});
        report.energy.accesses.resize(report.simulation.counts.memories.size());
        report.energy.upkeep.resize(report.simulation.counts.memories.size());
        report.capacity_bytes.resize(report.simulation.counts.memories.size());
        return run_json(report, "").dump();
    }));
    const std::uint64_t simulated = json["engine"]["simulated_steps"];
    const std::uint64_t folded = json["engine"]["folded_steps"];
    json.erase("engine");
    return {json, simulated, simulated + folded};
}

constexpr FoldSettings stepped{.enabled = false};

/// Random experiments, and the share of their steps that is to be simulated at most.
struct Folding {
    RandomDram dram;
    std::uint64_t runs;
    double share = 1.0;
    bool rests = false;
    bool queue = false;  ///< of the row-end unit
};

/// Runs the schedules of random experiments both ways.
void check_folding(const Folding& wanted, FoldSettings folding = {})
{
    const auto [dram, usual, share, rests, queue] = wanted;
    const RandomSize size = RandomSize::medium;
    std::uint64_t simulated = 0;
    std::uint64_t steps = 0;
    const std::uint64_t first = environment_setting("DELTASIM_FOLD_FIRST", 1);
    const std::uint64_t runs = number_of_runs("DELTASIM_FOLD_RUNS", usual);
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        // Chains of one sample fold most: half of the seeds have them.
        const RandomRun drawn = seed % 2 == 0 ? random_run(seed, dram, size) : plain(random_run(seed, dram, size));
        RandomRun run = rests ? resting(drawn, seed / 2) : drawn;
        run.priced.processor.controller.row_end_queue = queue;
        for (const Schedule* schedule : schedules_of(run)) {
            INFO("seed " << seed << ", schedule " << schedule->name << ", batch " << run.training.batch);
            Folded fold;
            hold(run, *schedule, [&](const RandomRun& simpler) {
                fold = simulate_in_child(simpler, *schedule, folding);
                const Folded step = simulate_in_child(simpler, *schedule, stepped);
                CHECK(Json::diff(step.result, fold.result).dump() == "[]");
                CHECK(step.simulated == step.steps);
                CHECK(fold.steps == step.steps);
            });
            simulated += fold.simulated;
            steps += fold.steps;
        }
    }
    // Of a few runs it may be any.
    if (runs >= usual) CHECK(static_cast<double>(simulated) <= share * static_cast<double>(steps));
}

/// The number of steps that are folded when a head of two layers (`layers`: features, hidden outputs, classes) runs
/// under `auto`; checks that its figures are those of stepping.
std::uint64_t steps_folded_in_tiles(const std::array<std::uint64_t, 3>& layers, std::uint64_t batch,
                                    const std::string& processor, const std::string& device,
                                    const std::string& schedule)
{
    CAPTURE(layers[0], layers[1], layers[2], batch, processor, device, schedule);
    const auto run = [&](Engine engine) {
        const ExperimentConfig experiment =
            experiment_of(fmt::format("model: {{name: wide, features: {}, layers: [{{outputs: {}, activation: relu}}, "
                                      "{{outputs: {}, activation: softmax}}]}}\nprocessor: {}\n"
                                      "training: {{batch: {}, schedules: [{}], baseline: {}}}\n",
                                      layers[0], layers[1], layers[2], processor, batch, schedule, schedule),
                          {{"processor.dram.device", device}});
        const CompareOptions options{.jobs = 1, .engine = engine, .most_steps = 20'000'000, .version = "0"};
        const Json json = comparison_json(compare(experiment, options, [](const CompareProgress&) {}).result);
        REQUIRE(json["runs"].size() == 1);
        return Json(json["runs"][0]);
    };
    Json step = run(Engine::step);
    Json fold = run(Engine::fold);
    const std::uint64_t folded = fold["engine"]["folded_steps"];
    step.erase("engine");
    fold.erase("engine");
    CHECK(Json::diff(step, fold).dump() == "[]");
    return folded;
}

}  // namespace

TEST_CASE("folding larger heads without DRAM gives what stepping gives")
{
    check_folding({RandomDram::none, 80, 0.75});
}

TEST_CASE("folding larger heads with flat DRAM gives what stepping gives")
{
    check_folding({RandomDram::flat, 80, 0.5});
}

TEST_CASE("folding larger heads with a DRAM of rows and short refresh intervals gives what stepping gives")
{
    check_folding({RandomDram::rows, 80, 0.99});
}

TEST_CASE("folding larger heads with any DRAM device under any policy gives what stepping gives")
{
    check_folding({RandomDram::devices, 60, 0.94});
}

TEST_CASE("folding larger heads with all that DRAM controllers may do gives what stepping gives")
{
    check_folding({RandomDram::controllers, 40, 0.995});
}

TEST_CASE("folding larger heads whose idle DRAM goes to power-down or refreshes itself gives what stepping gives")
{
    check_folding({RandomDram::rows, 40, 0.995, true});
    check_folding({RandomDram::controllers, 20, 0.998, true});
    check_folding({RandomDram::devices, 40, 0.96, true});
}

TEST_CASE("folding larger heads with eDRAM that refreshes gives what stepping gives")
{
    check_folding({RandomDram::edram, 20, 0.8});
}

TEST_CASE("a memo that is full is learnt anew and the result stays the same")
{
    // A memo that is full from the first state on, and memos that fill up from time to time.
    for (const auto& [memo_bytes, runs] : {std::pair{20'000U, 5U}, {4U << 20U, 20U}, {7U << 20U, 20U}}) {
        for (const RandomDram dram : {RandomDram::none, RandomDram::flat, RandomDram::rows, RandomDram::devices}) {
            check_folding({dram, runs}, {.enabled = true, .memo_bytes = memo_bytes});
        }
    }
}

TEST_CASE("loops of a few steps fold to what stepping gives")
{
    for (const std::uint64_t fewest_steps : {2, 12}) {
        for (const RandomDram dram : {RandomDram::none, RandomDram::flat, RandomDram::rows, RandomDram::devices}) {
            check_folding({dram, 15}, {.fewest_steps = fewest_steps});
        }
    }
}

TEST_CASE("steps of a row-end unit with a queue meet the accesses of the step before them, folded or not")
{
    for (const RandomDram dram : {RandomDram::none, RandomDram::flat, RandomDram::rows}) {
        check_folding({.dram = dram, .runs = 20, .queue = true});
        check_folding({.dram = dram, .runs = 10, .queue = true}, {.fewest_steps = 4});
    }
}

TEST_CASE("samples of wide layers, rows apart off chip, fold to what stepping gives")
{
    std::uint64_t folded = 0;
    for (const std::string& name : shipped_devices()) {
        RandomRun run = random_run(2, RandomDram::rows);
        run.head = {"wide", {{8192, 12, Activation::relu}, {12, 5, Activation::softmax}}};
        run.training = {};
        run.training.batch = 5;
        run.priced.processor.dram->model = shipped_device(name);
        run.priced.processor.pe_array.lanes = 16;
        for (OnChipMemoryConfig& memory : run.priced.processor.memories) memory.capacity_bytes = 512 * memory.banks;
        for (const char* schedule : {"delta", "delta_lookahead"}) {
            INFO(name << ", " << schedule);
            const Folded fold = simulate_in_child(run, *find_schedule(schedule), {});
            const Folded step = simulate_in_child(run, *find_schedule(schedule), stepped);
            CHECK(Json::diff(step.result, fold.result).dump() == "[]");
            folded += fold.steps - fold.simulated;
        }
    }
    CHECK(folded > 100'000);
}

TEST_CASE("tiles of wide layers that come from a DRAM of rows fold to what stepping gives, which rows stay open too")
{
    // The tile of a tensor on chip and its home off chip have addresses in two memories; small tensors share a row.
    for (const std::string device : {"ddr4_2400_8gb_x8", "ddr3_1600_4gb_x8", "lpddr4_3200_8gb_x16", "hbm2_8gb"}) {
        for (const std::string schedule : {"delta", "delta_fused", "delta_lookahead", "framework"}) {
            CHECK(steps_folded_in_tiles({1500, 700, 90}, 32, "eyeriss", device, schedule) > 50'000);
            CHECK(steps_folded_in_tiles({2048, 1000, 90}, 32, "eyeriss", device, schedule) > 50'000);
        }
    }
}

TEST_CASE("drawn tiles of wide layers fold to what stepping gives")
{
    const std::uint64_t first = environment_setting("DELTASIM_FOLD_FIRST", 1);
    // With room for all tensors, and with currents for cost tables that need them.
    std::vector<std::string> devices = shipped_devices();
    std::erase_if(devices, [](const std::string& name) {
        const DramDevice device = shipped_device(name);
        return device.capacity_bytes() < (256U << 20U) || !device.currents;
    });
    std::uint64_t folded = 0;
    for (std::uint64_t seed = first; seed < first + number_of_runs("DELTASIM_FOLD_RUNS", 30); ++seed) {
        INFO("seed " << seed);
        std::mt19937_64 random(seed);
        const auto one_of = [&random](const std::vector<std::string>& names) { return names[random() % names.size()]; };
        const std::array<std::uint64_t, 3> layers{512 + random() % 2048, 64 + random() % 1000, 2 + random() % 120};
        const std::uint64_t batch = random() % 3 == 0 ? 1 : 2 + random() % 40;
        const std::string processor = one_of({"eyeriss", "fixynn", "flexflow", "gemmini", "trainware_like"});
        const std::string device = one_of(devices);
        const std::string schedule = one_of({"delta", "delta_fused", "delta_lookahead", "delta_latched", "framework"});
        folded += steps_folded_in_tiles(layers, batch, processor, device, schedule);
    }
    CHECK(folded > 0);
}

TEST_CASE("drawn wide layers fold to what stepping gives, whose rows of weights begin at like places or not")
{
    const std::uint64_t first = environment_setting("DELTASIM_FOLD_FIRST", 1);
    const std::uint64_t runs = number_of_runs("DELTASIM_FOLD_RUNS", 30);
    std::uint64_t folded = 0;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        std::mt19937_64 random(seed);
        const auto one_of = [&random](const auto& choices) { return choices[random() % std::size(choices)]; };
        // Rows at powers of two lie in the same column of every DRAM row; others wander.
        const std::uint64_t inputs = one_of(std::array{512, 1024, 2048, 4096, 640, 1001, 2304});
        const std::uint64_t hidden = one_of(std::array{64, 128, 256, 512, 100, 333});
        const std::uint64_t outputs = one_of(std::array{4, 16, 33, 64});
        RandomRun run = random_run(2, RandomDram::rows);
        run.head = {"wide", {{inputs, hidden, Activation::relu}, {hidden, outputs, Activation::softmax}}};
        run.training = {};
        run.training.batch = one_of(std::array{1, 1, 3});
        const std::string device = one_of(shipped_devices());
        run.priced.processor.dram->model = shipped_device(device);
        run.priced.processor.pe_array.lanes = one_of(std::array{16, 64, 168});
        run.priced.processor.pe_array.operand_broadcast = true;
        for (OnChipMemoryConfig& memory : run.priced.processor.memories) memory.capacity_bytes = 512 * memory.banks;
        const std::string schedule = one_of(std::array{"naive", "delta", "delta_fused", "delta_latched", "framework"});
        INFO("seed " << seed << ": " << inputs << ", " << hidden << ", " << outputs << ", batch " << run.training.batch
                     << ", " << schedule << ", " << device << ", " << run.priced.processor.pe_array.lanes << " lanes");
        const Folded fold = simulate_in_child(run, *find_schedule(schedule), {});
        const Folded step = simulate_in_child(run, *find_schedule(schedule), stepped);
        CHECK(Json::diff(step.result, fold.result).dump() == "[]");
        folded += fold.steps - fold.simulated;
    }
    CHECK(folded > (runs < 30 ? 0 : 100'000));  // a few seeds may have drawn short runs only
}

TEST_CASE("ten million steps fold to what stepping gives")
{
    RandomRun run = random_run(1, RandomDram::rows);
    run.head = {"ten_million", {{4000, 400, Activation::hard_swish}, {400, 1000, Activation::softmax}}};
    run.training = {};
    run.priced.processor.pe_array.lanes = 168;
    run.priced.processor.pe_array.operand_broadcast = true;
    DramDevice& device = std::get<DramDevice>(run.priced.processor.dram->model);
    device.mapping = {AddressField::row, AddressField::rank, AddressField::bank, AddressField::column,
                      AddressField::bank_group};
    for (OnChipMemoryConfig& memory : run.priced.processor.memories) {
        memory.clock_hz = run.priced.processor.pe_array.clock_hz;
    }
    run.priced.processor.controller.clock_hz = run.priced.processor.pe_array.clock_hz;
    device.clock_hz = 6 * run.priced.processor.pe_array.clock_hz;
    const Schedule& naive = *find_schedule("naive");
    const Folded fold = simulate_in_child(run, naive, {});
    const Folded step = simulate_in_child(run, naive, stepped);
    CHECK(Json::diff(step.result, fold.result).dump() == "[]");
    CHECK(fold.steps > 10'000'000);
    CHECK(fold.simulated < fold.steps / 4);
}

}  // namespace deltasim::test::fold_test
