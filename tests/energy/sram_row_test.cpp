// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "energy/priced_run.hpp"
#include "rooms.hpp"

namespace deltasim::test::sram_row_test
{

namespace
{

struct Chosen {
    std::uint64_t capacity_bytes;
    std::uint64_t width_bits;
    std::uint64_t accesses;

    friend bool operator==(const Chosen&, const Chosen&) = default;
};

/// The row of round_costs() (1 and 8 KiB, 32 and 64 bits) for a memory.
Chosen chosen(std::uint64_t capacity_bytes, std::uint64_t width_bits)
{
    const CostTable costs = round_costs();
    PricedRun run;
    const SramRow row = sram_row(run.add_memory("buffer", capacity_bytes, width_bits), costs);
    return {row.cost->capacity_bytes, row.cost->width_bits, row.accesses};
}

std::vector<std::string> notes(std::uint64_t capacity_bytes, std::uint64_t width_bits)
{
    PricedRun run;
    run.add_memory("buffer", capacity_bytes, width_bits);
    return run.price().notes;
}

}  // namespace

TEST_CASE("a memory has the row of its size, else that of the next larger capacity")
{
    CHECK(chosen(1024, 32) == Chosen{1024, 32, 1});
    CHECK(chosen(1025, 32) == Chosen{8192, 32, 1});
    CHECK(chosen(8192, 32) == Chosen{8192, 32, 1});
    CHECK(chosen(1, 64) == Chosen{1024, 64, 1});
}

TEST_CASE("a memory has the narrowest row that is as wide")
{
    CHECK(chosen(1024, 8) == Chosen{1024, 32, 1});
    CHECK(chosen(1024, 40) == Chosen{1024, 64, 1});
    CHECK(chosen(1024, 64) == Chosen{1024, 64, 1});
}

TEST_CASE("a memory wider than every row is several accesses to the widest")
{
    CHECK(chosen(1024, 65) == Chosen{1024, 64, 2});
    CHECK(chosen(1024, 128) == Chosen{1024, 64, 2});
    CHECK(chosen(4096, 200) == Chosen{8192, 64, 4});
}

TEST_CASE("several accesses to the widest row cost several times its figure, and leak once")
{
    PricedRun run;
    run.counts.time = Seconds(1e-6);
    run.processor.pe_array.lanes = 0;
    run.add_memory("buffer", 8192, 256);
    run.add_accesses("buffer", "sram", 256, {10, 5});
    CHECK(run.price().sram.value() == Approx(4 * (10 * 16.0 + 5 * 18.0)));
    CHECK(run.price().static_power.value() == Approx(3000.0));
}

TEST_CASE("rows may stand in any order")
{
    PricedRun run;
    std::swap(run.costs.sram.front(), run.costs.sram.back());
    std::swap(run.costs.sram[1], run.costs.sram[2]);
    const SramRow row = sram_row(run.add_memory("buffer", 512, 16), run.costs);
    CHECK(row.cost->capacity_bytes == 1024);
    CHECK(row.cost->width_bits == 32);
}

TEST_CASE("after the width, a memory takes the row of most banks that are not more than its own")
{
    PricedRun run;
    for (const std::uint64_t banks : {1U, 4U, 16U}) {
        for (const std::uint64_t capacity : {4096U, 16384U}) {
            SramCost row = sram_cost(capacity, 256, 1.0, 1.0, 1.0);
            row.banks = banks;
            run.costs.sram.push_back(row);
        }
    }
    OnChipMemoryConfig& memory = run.add_memory("buffer", 6000, 256);
    const auto banks_for = [&](std::uint64_t banks) {
        memory.banks = banks;
        const SramRow row = sram_row(memory, run.costs);
        CHECK(row.cost->capacity_bytes == 16384);
        return row.cost->banks;
    };
    CHECK(banks_for(1) == 1);
    CHECK(banks_for(3) == 1);
    CHECK(banks_for(4) == 4);
    CHECK(banks_for(27) == 16);
    CHECK(run.price().notes ==
          std::vector<std::string>{"buffer: 5.85938 KiB of 256 bits in 27 banks is priced as 16 KiB of 256 bits in 16 "
                                   "banks of round"});
    memory.banks = 4;
    CHECK(run.price().notes ==
          std::vector<std::string>{"buffer: 5.85938 KiB of 256 bits is priced as 16 KiB of 256 bits "
                                   "of round"});
}

TEST_CASE("an eDRAM takes rows of eDRAM where there are any, an SRAM never does")
{
    PricedRun run;
    SramCost edram = sram_cost(1U << 20U, 256, 19.2, 19.2, 0.0);
    edram.cell = OnChipKind::edram;
    run.costs.sram.push_back(edram);
    OnChipMemoryConfig& memory = run.add_memory("buffer", 8192, 64);
    CHECK(sram_row(memory, run.costs).cost->read_pj.value == 16.0);
    memory.kind = OnChipKind::edram;
    CHECK(sram_row(memory, run.costs).cost->read_pj.value == 19.2);
    run.costs.sram.pop_back();
    CHECK(sram_row(memory, run.costs).cost->read_pj.value == 16.0);
    CHECK(run.price().notes ==
          std::vector<std::string>{"buffer: eDRAM of 8 KiB of 64 bits is priced as SRAM of 8 KiB of 64 bits of round"});
}

TEST_CASE("a memory that is priced by another size is noted")
{
    CHECK(notes(8192, 64).empty());
    CHECK(notes(1536, 64) ==
          std::vector<std::string>{"buffer: 1.5 KiB of 64 bits is priced as 8 KiB of 64 bits of round"});
    CHECK(notes(1024, 16) ==
          std::vector<std::string>{"buffer: 1 KiB of 16 bits is priced as 1 KiB of 32 bits of round"});
    CHECK(notes(4096, 128) ==
          std::vector<std::string>{"buffer: 4 KiB of 128 bits is priced as 2 accesses to 8 KiB of 64 bits of round"});
}

TEST_CASE("each memory has its own note, in the order of the memories")
{
    PricedRun run;
    run.add_memory("first", 2048, 32);
    run.add_memory("second", 8192, 32);
    run.add_memory("third", 512, 64);
    CHECK(run.price().notes ==
          std::vector<std::string>{"first: 2 KiB of 32 bits is priced as 8 KiB of 32 bits of round",
                                   "third: 0.5 KiB of 64 bits is priced as 1 KiB of 64 bits of round"});
}

}  // namespace deltasim::test::sram_row_test
