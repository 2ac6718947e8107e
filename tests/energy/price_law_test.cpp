// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "energy/priced_run.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::price_law_test
{

namespace
{

/// Up to three on-chip memories, mostly a DRAM, and counts of every magnitude below `most`.
PricedRun random_run(RandomSource& random, std::uint64_t most)
{
    const auto count = [&] { return random.bits() % most >> random.between(0, 30); };
    const auto figure = [&] { return cost(static_cast<double>(random.between(0, 1'000'000)) / 1000.0); };
    PricedRun run;
    for (OperationCosts& costs : run.costs.operation_pj) {
        for (std::optional<Cost>& operation : costs) operation = figure();
    }
    for (SramCost& row : run.costs.sram) row = {row.capacity_bytes, row.width_bits, figure(), figure(), figure()};
    run.costs.register_file_pj = figure();
    run.costs.dram = PerAccessDram{figure(), figure(), figure()};
    run.costs.interconnect_pj_per_bit = figure();
    run.costs.pe_static_mw = figure();
    run.counts.time = Seconds(static_cast<double>(count()) * 1e-9);
    run.processor.pe_array.lanes = random.between(1, 256);
    for (OperationCounts& of_precision : run.counts.operations) {
        for (std::uint64_t& operations : of_precision) operations = count();
    }

    const auto add_counts = [&](const std::string& name, const std::string& level, std::uint64_t access_bits) {
        MemoryCounts& memory = run.add_accesses(name, level, access_bits, {});
        for (ReadsWrites& accesses : memory.by_tensor) accesses = {count(), count()};
        memory.bits_moved = count();
    };
    for (const char* name : {"a", "b", "c"}) {
        if (random.between(0, 1) == 0) continue;
        const std::uint64_t width = random.one_of(std::array{32U, 64U, 128U});
        run.add_memory(name, random.between(1, 8192), width);
        add_counts(name, "sram", width);
    }
    if (random.between(0, 3) > 0) add_counts("dram", "dram", random.one_of(std::array{16U, 32U, 512U}));
    return run;
}

/// Every count times its figure, added up independently of the program.
double expected_total(const PricedRun& run)
{
    constexpr std::array<std::array<double, operation_count>, precision_count> register_bits{
        {{128, 96, 96, 96, 64, 96},
         {64, 48, 48, 48, 32, 48},
         {64, 48, 48, 48, 32, 48},
         {2 * 16 + 2 * 32, 96, 48, 48, 32, 48},
         {2 * 8 + 2 * 32, 96, 24, 24, 16, 24}}};
    const CostTable& costs = run.costs;
    const double nanoseconds = run.counts.time.value() * 1e9;  // times mW: pJ
    double total = costs.pe_static_mw->value * static_cast<double>(run.processor.pe_array.lanes) * nanoseconds;
    for (std::size_t p = 0; p < precision_count; ++p) {
        for (std::size_t i = 0; i < operation_count; ++i) {
            total += static_cast<double>(run.counts.operations[p][i]) *
                     (costs.operation_pj[p][i]->value + register_bits[p][i] / 32.0 * costs.register_file_pj->value);
        }
    }
    for (const MemoryCounts& memory : run.counts.memories) {
        double read_pj = static_cast<double>(memory.access_bits) * per_access(costs).read_pj_per_bit->value;
        double write_pj = static_cast<double>(memory.access_bits) * per_access(costs).write_pj_per_bit->value;
        double static_mw = per_access(costs).static_mw->value;
        for (const OnChipMemoryConfig& on_chip : run.processor.memories) {
            if (on_chip.name != memory.name) continue;
            // The table has 1 and 8 KiB of 32 and 64 bits; 128 bits are two accesses to 64.
            const SramCost& row =
                run.costs.sram[(on_chip.width_bits > 32 ? 2 : 0) + (on_chip.capacity_bytes > 1024 ? 1 : 0)];
            const double accesses = on_chip.width_bits > 64 ? 2.0 : 1.0;
            read_pj = accesses * row.read_pj.value;
            write_pj = accesses * row.write_pj.value;
            static_mw = row.leakage_mw->value;
        }
        for (const ReadsWrites& accesses : memory.by_tensor) {
            total += static_cast<double>(accesses.reads) * read_pj + static_cast<double>(accesses.writes) * write_pj;
        }
        total += static_cast<double>(memory.bits_moved) * costs.interconnect_pj_per_bit->value;
        total += static_mw * nanoseconds;
    }
    return total;
}

}  // namespace

TEST_CASE("energy is the sum of every count times its figure, and of power times time")
{
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        CAPTURE(seed);
        RandomSource random(seed);
        const PricedRun run = random_run(random, std::uint64_t{1} << 45U);
        const EnergyReport report = run.price();
        REQUIRE(report.total().value() == Approx(expected_total(run)).epsilon(1e-12));
        const double parts = report.compute.value() + report.register_file.value() + report.sram.value() +
                             report.dram.value() + report.interconnect.value() + report.cores.value() +
                             report.static_power.value();
        REQUIRE(report.total().value() == Approx(parts).epsilon(1e-12));
    }
}

TEST_CASE("n equal runs one after the other cost n times as much, in every part")
{
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        RandomSource random(seed);
        PricedRun run = random_run(random, std::uint64_t{1} << 40U);
        const std::uint64_t n = random.between(2, 1000);
        CAPTURE(seed, n);
        const EnergyReport once = run.price();
        run.counts.time = run.counts.time * static_cast<double>(n);
        for (OperationCounts& of_precision : run.counts.operations) {
            for (std::uint64_t& operations : of_precision) operations *= n;
        }
        for (MemoryCounts& memory : run.counts.memories) {
            memory.bits_moved *= n;
            for (ReadsWrites& accesses : memory.by_tensor) accesses = {accesses.reads * n, accesses.writes * n};
        }
        const EnergyReport all = run.price();
        const auto times = [n](Picojoules energy) { return Approx(energy.value() * static_cast<double>(n)); };
        REQUIRE(all.compute.value() == times(once.compute));
        REQUIRE(all.register_file.value() == times(once.register_file));
        REQUIRE(all.sram.value() == times(once.sram));
        REQUIRE(all.dram.value() == times(once.dram));
        REQUIRE(all.interconnect.value() == times(once.interconnect));
        REQUIRE(all.cores.value() == times(once.cores));
        REQUIRE(all.static_power.value() == times(once.static_power));
    }
}

TEST_CASE("a run costs the same each time it is priced")
{
    RandomSource random(1);
    const PricedRun run = random_run(random, std::uint64_t{1} << 45U);
    CHECK(run.price().total() == run.price().total());
    CHECK(run.price().notes == run.price().notes);
}

}  // namespace deltasim::test::price_law_test
