// SPDX-License-Identifier: MIT
#include "energy/chip_area.hpp"

#include <catch2/catch.hpp>

#include "rooms.hpp"

// The area of lanes and memories, by the figures of a cost table.

namespace deltasim::test::chip_area_test
{

namespace
{

OnChipMemoryConfig memory_of(std::uint64_t bytes)
{
    OnChipMemoryConfig memory;
    memory.name = "buffer";
    memory.capacity_bytes = bytes;
    memory.width_bits = 32;
    memory.banks = 1;
    return memory;
}

CostTable table()
{
    CostTable costs;
    costs.lane_um2[static_cast<std::size_t>(Precision::fp32)] = Cost{12000.0, "a test"};
    costs.lane_um2[static_cast<std::size_t>(Precision::int8)] = Cost{400.0, "a test"};
    for (const auto& [bytes, area] : {std::pair(1024U, 0.25), std::pair(4096U, 0.75)}) {
        SramCost row;
        row.capacity_bytes = bytes;
        row.width_bits = 32;
        row.area_mm2 = Cost{area, "a test"};
        costs.sram.push_back(row);
    }
    return costs;
}

OperationsByPrecision multiplying_in(std::initializer_list<Precision> precisions)
{
    OperationsByPrecision operations{};
    for (const Precision precision : precisions) {
        counts_of(operations, precision)[static_cast<std::size_t>(Operation::mac)] = 7;
    }
    return operations;
}

}  // namespace

TEST_CASE("area is that of all lanes, each as the largest that the run needs, and of the rows that price memories")
{
    ProcessorConfig processor;
    processor.pe_array.lanes = 50;
    processor.memories = {memory_of(1000), memory_of(1025)};
    const CostTable costs = table();
    const double memories = 0.25 + 0.75;
    CHECK(energy::chip_area_mm2(multiplying_in({Precision::int8}), processor, costs) == Approx(memories + 0.02));
    CHECK(energy::chip_area_mm2(multiplying_in({Precision::fp32}), processor, costs) == Approx(memories + 0.6));
    CHECK(energy::chip_area_mm2(multiplying_in({Precision::int8, Precision::fp32}), processor, costs) ==
          Approx(memories + 0.6));
}

TEST_CASE("there is no area where a figure of it is missing, and none of cores")
{
    ProcessorConfig processor;
    processor.pe_array.lanes = 50;
    processor.memories = {memory_of(1000)};
    CostTable costs = table();
    CHECK(energy::chip_area_mm2(multiplying_in({Precision::fp32}), processor, costs));
    CHECK_FALSE(energy::chip_area_mm2(multiplying_in({Precision::fp32, Precision::fp16}), processor, costs));
    CHECK_FALSE(energy::chip_area_mm2(multiplying_in({}), processor, costs));
    ProcessorConfig cores = processor;
    cores.pe_array.instructions.emplace();
    CHECK_FALSE(energy::chip_area_mm2(multiplying_in({Precision::fp32}), cores, costs));
    costs.sram.front().area_mm2.reset();
    CHECK_FALSE(energy::chip_area_mm2(multiplying_in({Precision::fp32}), processor, costs));
    processor.memories = {memory_of(4000)};
    CHECK(energy::chip_area_mm2(multiplying_in({Precision::fp32}), processor, costs));
}

}  // namespace deltasim::test::chip_area_test
