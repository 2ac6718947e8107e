// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "environment_setting.hpp"
#include "experiment/law_checks.hpp"
#include "experiment/random_mapped_run.hpp"
#include "experiment/random_run.hpp"
#include "experiment/shrinking.hpp"
#include "rooms.hpp"

// Cores with instructions, queues of the row-end unit and narrow lines, on random heads and machines: folding gives
// what stepping gives, with and without values.

namespace deltasim::test::core_law_test
{

namespace
{

machine::Instructions random_instructions(RandomSource& random, std::uint64_t lanes)
{
    machine::Instructions instructions;
    instructions.cores = lanes % 2 == 0 ? random.between(1, 2) : 1;
    instructions.issue_width = random.between(1, 3);
    instructions.load_cycles = random.between(1, 2);
    instructions.store_cycles = random.between(1, 2);
    instructions.step = random.between(0, 3);
    instructions.row = random.between(0, 20);
    instructions.fork_join_cycles = random.between(0, 50);
    for (machine::InstructionWidth& width : instructions.widths) {
        width = {random.between(1, 4), random.between(1, 4), random.between(0, 2)};
    }
    return instructions;
}

/// Instructions take the time for which the lanes are busy, except for issue slots that nothing fits: there are none if
/// a core starts one instruction per clock and every step has some.
void check_core_figures(const Json& run, const machine::Instructions& instructions)
{
    double busy = 0.0;
    double together = 0.0;
    for (const Json& row : run["cores"]) {
        (row["work"] == "fork_join" ? together : busy) += row["cycles"].get<double>();
    }
    const auto lanes = run["lane_busy_cycles"].get<double>();
    CHECK(busy <= lanes * (1.0 + 1e-12));
    if (instructions.issue_width == 1 && instructions.step > 0 && instructions.row > 0) CHECK(busy == lanes);
    const double phases = static_cast<double>(run["time_cycles"]["phases"].size());
    // If updates are deferred, or with the look-ahead schedule, a phase of a layer begins several times.
    const auto once = static_cast<double>(instructions.fork_join_cycles);
    CHECK(together >= phases * once);
    CHECK((once > 0.0 ? std::fmod(together, once) == 0.0 : together == 0.0));
}

/// The cost table of random runs: 2.5 pJ for an instruction, 0.75 pJ for one that unpacks, 1.5 mW for a core while the
/// lanes are busy, 0.25 mW for the rest of the time.
void check_core_energy(const Json& run, const machine::Instructions& instructions)
{
    double expected = 0.0;
    for (const Json& row : run["cores"]) {
        expected += row["instructions"].get<double>() * (row["work"] == "unpack" ? 0.75 : 2.5);
    }
    const double busy = run["lane_busy_cycles"].get<double>() / run["cycles"].get<double>();
    const double milliwatts = static_cast<double>(instructions.cores) * (1.5 * busy + 0.25 * (1.0 - busy));
    expected += milliwatts * run["seconds"].get<double>() * 1e9;
    CHECK(run["energy_pj"]["cores"].get<double>() == Approx(expected).epsilon(1e-9));
}

/// The issue slots of a single core are those of its instructions.
void check_single_core(const Json& run, const machine::Instructions& instructions)
{
    for (const Json& row : run["cores"]) {
        const auto places = row["cycles"].get<double>() * static_cast<double>(instructions.issue_width);
        const auto count = row["instructions"].get<double>();
        const std::string work = row["work"];
        if (work == "load") CHECK(places == Approx(count * static_cast<double>(instructions.load_cycles)));
        if (work == "store") CHECK(places == Approx(count * static_cast<double>(instructions.store_cycles)));
        if (work == "unpack" || work == "loop" || work == "row_end") CHECK(places == Approx(count));
        if (work == "operation") CHECK(places >= count * (1.0 - 1e-12));
        if (work == "memory_wait" || work == "fork_join") CHECK(count == 0.0);
    }
}

void check_core_run(const RandomRun& run, const Schedule& schedule)
{
    const Json stepped = run_in_child(run, schedule, Engine::step, false);
    check_fold(stepped, run, schedule);
    const std::optional<Instructions>& instructions = run.priced.processor.pe_array.instructions;
    REQUIRE(stepped["run"].contains("cores") == instructions.has_value());
    if (instructions) {
        check_core_figures(stepped["run"], *instructions);
        check_core_energy(stepped["run"], *instructions);
        if (instructions->cores == 1) check_single_core(stepped["run"], *instructions);
    }
    const Json with_values = run_in_child(run, schedule, Engine::step, true);
    REQUIRE(difference(stepped["run"], with_values["run"]) == "[]");
}

void check_cores(RandomDram dram, std::uint64_t first, std::uint64_t runs)
{
    int checked = 0;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        RandomRun drawn = random_run(seed, dram);
        RandomSource random(seed);
        ProcessorConfig& processor = drawn.priced.processor;
        draw_grid(random, processor);
        const bool cores = random.between(0, 2) > 0;
        if (cores) processor.pe_array.instructions = random_instructions(random, processor.pe_array.lanes);
        processor.controller.row_end_queue = !cores || random.between(0, 1) == 1;
        for (const std::string_view name : schedule_names()) {
            const Schedule& schedule = *find_schedule(name);
            if (random.between(0, 2) > 0 || !draw_possible_mapping(random, drawn, schedule)) continue;
            INFO("seed " << seed << ", schedule " << schedule.name << ", batch " << drawn.training.batch);
            hold(drawn, schedule, [&](const RandomRun& run) { check_core_run(run, schedule); });
            ++checked;
        }
    }
    CHECK(checked >= static_cast<int>(runs) / 2);
}

void check_cores(RandomDram dram)
{
    check_cores(dram, environment_setting("DELTASIM_LAW_FIRST", 1), number_of_runs("DELTASIM_LAW_RUNS", 40));
}

}  // namespace

TEST_CASE("cores and queues fold to what stepping gives without DRAM") { check_cores(RandomDram::none); }

TEST_CASE("cores and queues fold to what stepping gives with flat DRAM") { check_cores(RandomDram::flat); }

TEST_CASE("cores and queues fold to what stepping gives with a DRAM of rows") { check_cores(RandomDram::rows); }

TEST_CASE("a later load from a memory with another clock does not change what an earlier one waited for")
{
    for (const RandomDram dram : {RandomDram::flat, RandomDram::rows}) check_cores(dram, 2108, 1);
}

}  // namespace deltasim::test::core_law_test
