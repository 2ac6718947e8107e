// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>

#include "environment_setting.hpp"
#include "experiment/law_checks.hpp"
#include "experiment/random_run.hpp"
#include "experiment/run/zeros.hpp"
#include "experiment/shrinking.hpp"

// Machines that skip zeros: folding gives what stepping gives, weights become the same as without skipping, and the
// remaining operand accesses follow from the zeros by formula. DELTASIM_SKIP_RUNS is the number of seeds in each case.

namespace deltasim::test::skip_law_test
{

namespace
{

/// A random run whose processor skips zeros, with a stated density or with the seed's data.
RandomRun skipping_run(std::uint64_t seed, RandomDram dram, RandomSize size, bool with_density)
{
    RandomRun run = random_run(seed, dram, size);
    if (seed % 3 == 0) run = plain(run);
    // In half of the heads zeros have effects in later layers.
    for (std::size_t l = 0; seed % 2 == 0 && l + 1 < run.head.layers.size(); ++l) {
        run.head.layers[l].activation = Activation::relu;
    }
    std::mt19937_64 engine(seed);
    SkipConfig& skip = run.priced.processor.skip;
    skip.zero_delta = engine() % 4 != 0;
    skip.zero_activation = !skip.zero_delta || engine() % 4 != 0;
    if (!with_density) return run;
    const auto share = [&] { return static_cast<double>(engine() % 11) / 10.0; };
    skip.density = Density{share(), share(), share(), share()};
    return run;
}

std::uint64_t runs_of(std::uint64_t runs) { return number_of_runs("DELTASIM_SKIP_RUNS", runs); }

void check_folding(RandomDram dram, RandomSize size, std::uint64_t runs)
{
    for (std::uint64_t seed = 1; seed <= runs_of(runs); ++seed) {
        const RandomRun run = skipping_run(seed, dram, size, true);
        for (const Schedule* schedule : schedules_of(run)) {
            INFO("seed " << seed << ", schedule " << schedule->name << ", batch " << run.training.batch);
            hold(run, *schedule, [&](const RandomRun& simpler) {
                check_fold(run_in_child(simpler, *schedule, Engine::step, false), simpler, *schedule);
            });
        }
    }
}

/// The number of words of a tensor that are not 0.
std::uint64_t live(const ZeroPattern& zeros, Tensor tensor, std::uint32_t layer)
{
    const std::vector<bool>& is_zero = *zeros.find({tensor, layer});
    return static_cast<std::uint64_t>(std::count(is_zero.begin(), is_zero.end(), false));
}

/// Reads and writes of weights, by phase and layer.
using WeightAccesses = std::map<std::pair<std::string, std::uint32_t>, std::pair<std::uint64_t, std::uint64_t>>;

WeightAccesses weight_accesses(const Json& run)
{
    WeightAccesses accesses;
    for (const Json& row : run["operands"]) {
        if (row["tensor"] != "weight" || (row["reads"] == 0 && row["writes"] == 0)) continue;
        accesses[{row["phase"], row["layer"]}] = {row["reads"], row["writes"]};
    }
    return accesses;
}

/// The expected accesses by formula, for one sample under plain gradient descent, with relu between three layers.
WeightAccesses expected_weight_accesses(const std::string& schedule, const Head& head, const ZeroPattern& zeros)
{
    const auto a = [&](std::uint32_t l) { return live(zeros, Tensor::activation, l); };
    const auto d = [&](std::uint32_t l) { return live(zeros, Tensor::delta, l); };
    const auto n = [&](std::uint32_t l) { return head.width(l); };
    const std::uint32_t depth = head.depth();
    WeightAccesses expected;
    const auto add = [&](const char* phase, std::uint32_t l, std::uint64_t reads, std::uint64_t writes) {
        if (reads + writes == 0) return;
        expected[{phase, l}].first += reads;
        expected[{phase, l}].second += writes;
    };
    const bool chains = schedule.starts_with("naive");
    for (std::uint32_t l = 1; l <= depth; ++l) {
        const bool is_output = l == depth;
        const bool has_deltas = schedule != "naive" && (l > 1 || !chains);
        add("forward", l, n(l) * a(l - 1), schedule == "delta_lookahead" ? d(l) * a(l - 1) : 0);
        if (!is_output && has_deltas && schedule != "delta_fused") add("delta", l, d(l + 1) * a(l), 0);
        if (schedule == "delta_lookahead") continue;
        // A chain only knows that a node without slope adds nothing.
        const std::uint64_t rows = !chains ? d(l) : is_output ? n(l) : a(l);
        add("update", l, rows * a(l - 1), rows * a(l - 1));
        if (!chains || is_output) continue;
        const std::uint64_t links = rows * a(l - 1) + rows;  // for weights and biases
        if (schedule == "naive_downstream") {
            add("update", l, links * d(l + 1), 0);
        } else {
            add("update", l, l + 1 == depth ? links * n(depth) : links * a(l + 1) * (1 + n(depth)), 0);
        }
    }
    return expected;
}

RandomRun three_layers(std::uint64_t lanes, const Density& density)
{
    RandomRun run = in_fp32(plain(random_run(5, RandomDram::flat)));
    run.head = {"three", {{17, 11, Activation::relu}, {11, 7, Activation::relu}, {7, 5, Activation::softmax}}};
    run.placement.padding = {};
    run.training.deferred_updates = 1;
    run.priced.processor.pe_array.lanes = lanes;
    run.priced.processor.skip = {true, true, density};
    return run;
}

}  // namespace

TEST_CASE("folding a machine that skips zeros gives what stepping gives, without DRAM")
{
    check_folding(RandomDram::none, RandomSize::small, 30);
    check_folding(RandomDram::none, RandomSize::medium, 8);
}

TEST_CASE("folding a machine that skips zeros gives what stepping gives, with DRAM")
{
    check_folding(RandomDram::flat, RandomSize::medium, 8);
    check_folding(RandomDram::rows, RandomSize::small, 20);
    check_folding(RandomDram::rows, RandomSize::medium, 8);
    check_folding(RandomDram::edram, RandomSize::small, 10);
}

TEST_CASE("weights become what they become without skipping, and what is counted does not depend on values that move")
{
    for (std::uint64_t seed = 1; seed <= runs_of(60); ++seed) {
        const RandomRun run =
            skipping_run(seed, seed % 2 == 0 ? RandomDram::none : RandomDram::flat, RandomSize::small, false);
        for (const Schedule* schedule : schedules_of(run)) {
            INFO("seed " << seed << ", schedule " << schedule->name << ", batch " << run.training.batch);
            // This run compares the weights with the reference step.
            Json with_values = run_in_child(run, *schedule, Engine::step, true);
            Json without = run_in_child(run, *schedule, Engine::fold, false);
            const Json bits = with_values["bits"];
            CHECK(bits.size() == reference_bits(run, *schedule).size());
            with_values["bits"] = without["bits"];
            CHECK(difference(without_engine(with_values), without_engine(without)) == "[]");
        }
    }
}

TEST_CASE("what zeros leave of the accesses to weights is what formulas of their numbers say, under every schedule")
{
    for (const Density& density :
         {Density{0.6, 0.4, 0.8, 0.6}, Density{1.0, 0.5, 1.0, 1.0}, Density{0.2, 0.9, 0.3, 1.0},
          Density{0.0, 1.0, 1.0, 1.0}, Density{1.0, 1.0, 1.0, 0.0}}) {
        for (const std::uint64_t lanes : {1U, 4U, 16U}) {
            const RandomRun run = three_layers(lanes, density);
            const Training training = run.training.training_for(run.head);
            const ZeroPattern zeros = zeros_by_density(run.head, training, density);
            for (const Schedule& schedule : schedules()) {
                INFO(schedule.name << ", " << lanes << " lanes");
                const Json json = run_in_child(run, schedule, Engine::step, false)["run"];
                CHECK(weight_accesses(json) == expected_weight_accesses(std::string(schedule.name), run.head, zeros));
            }
        }
    }
}

TEST_CASE("of a batch a weight is moved where any sample has a gradient of it, and rows without are passed over")
{
    RandomRun run = three_layers(4, {0.5, 0.5, 0.7, 0.6});
    run.training.batch = 3;
    const Training training = run.training.training_for(run.head);
    const ZeroPattern zeros = zeros_by_density(run.head, training, *run.priced.processor.skip.density);
    for (const char* name : {"delta", "delta_latched", "delta_fused", "framework"}) {
        const Json json = run_in_child(run, *find_schedule(name), Engine::step, false)["run"];
        for (std::uint32_t l = 1; l <= 3; ++l) {
            const std::vector<bool>& a = *zeros.find({Tensor::activation, l - 1});
            const std::vector<bool>& d = *zeros.find({Tensor::delta, l});
            const std::uint64_t columns = run.head.width(l - 1);
            const std::uint64_t rows = run.head.width(l);
            std::uint64_t moved = 0;
            for (std::uint64_t j = 0; j < rows; ++j) {
                for (std::uint64_t i = 0; i < columns; ++i) {
                    bool any = false;
                    for (std::uint64_t s = 0; s < 3; ++s) any = any || (!d[s * rows + j] && !a[s * columns + i]);
                    moved += any ? 1 : 0;
                }
            }
            INFO(name << ", layer " << l);
            CHECK(weight_accesses(json)[{"update", l}].second == moved);
        }
    }
}

TEST_CASE("a machine that finds no zeros does what one does that looks for none, but for its tests")
{
    const RandomRun skipping = three_layers(4, {});
    RandomRun plain_run = skipping;
    plain_run.priced.processor.skip = {};
    for (const Schedule& schedule : schedules()) {
        const Json with = run_in_child(skipping, schedule, Engine::step, false)["run"];
        const Json without = run_in_child(plain_run, schedule, Engine::step, false)["run"];
        CHECK(with["cycles"] == without["cycles"]);
        CHECK(with["memories"] == without["memories"]);
        CHECK(with["operations"] == without["operations"]);
        CHECK(with["skip"]["skipped_words"] == 0);
        CHECK(with["skip"]["passed_steps"] == 0);
        CHECK(with["skip"]["tests"] > 0);
        CHECK(!without.contains("skip"));
        // A test reads one bit of a register.
        const double tests = with["skip"]["tests"].get<double>();
        const double more =
            with["energy_pj"]["register_file"].get<double>() - without["energy_pj"]["register_file"].get<double>();
        CHECK(more == Approx(tests * skipping.priced.costs.register_file_pj->value / 32));
    }
}

}  // namespace deltasim::test::skip_law_test
