// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "rooms.hpp"
#include "sim/forked.hpp"
#include "sim/memory_spaces.hpp"
#include "sim/simulate.hpp"

// Small programs on a small machine, each simulated in a process of its own.

namespace deltasim::test
{

/// One lane and one SRAM, all at 100 MHz. A multiply-accumulate takes three clocks, and a line of 32 bits one clock.
inline ProcessorConfig small_machine()
{
    constexpr std::uint64_t clock_hz = 100'000'000;
    ProcessorConfig processor;
    processor.name = "small";
    processor.pe_array.clock_hz = clock_hz;
    processor.pe_array.operations = {{{3, 1}, {2, 1}, {2, 1}, {10, 10}, {12, 12}, {1, 1}}};
    processor.controller = {clock_hz, 4};
    OnChipMemoryConfig buffer;
    buffer.name = "buffer";
    buffer.capacity_bytes = 4096;
    buffer.clock_hz = clock_hz;
    processor.memories = {buffer};
    return processor;
}

/// What a test case inspects. Memories are in the order of the processor, the DRAM last.
struct Simulated {
    struct Memory {
        std::uint64_t reads = 0;
        std::uint64_t writes = 0;
        std::uint64_t queued_cycles = 0;
        std::uint64_t words_moved = 0;
        std::uint64_t bits_moved = 0;
    };
    std::uint64_t cycles = 0;
    std::uint64_t steps = 0;
    std::uint64_t lane_busy_cycles = 0;
    std::uint64_t macs = 0;
    std::uint64_t operands = 0;
    TimeByCause time{};
    std::vector<Memory> memories;
};

/// Runs a program step by step, without values.
inline Simulated simulated(const ProcessorConfig& processor, const Program& program, const ExplicitHomes& homes = {},
                           const TensorPrecisions& precisions = {})
{
    const std::string text = in_child([&] {
        const Placement placement = place(tensor_words(program), precisions, memory_spaces(processor), homes);
        const SimulationResult result = simulate({.processor = processor,
                                                  .program = program,
                                                  .placement = placement,
                                                  .precisions = precisions,
                                                  .folding = {.enabled = false},
                                                  .progress = {}});
        nlohmann::json json{result.counts.cycles, result.steps, result.counts.lane_busy_cycles,
                            count_of(total(result.counts.operations), Operation::mac), result.operands.total()};
        TimeByCause time{};
        for (const PhaseCounts& phase : result.counts.phases) {
            for (std::size_t i = 0; i < time_cause_count; ++i) time[i] += phase.cycles[i];
        }
        json.push_back(time);
        for (const MemoryCounts& memory : result.counts.memories) {
            const ReadsWrites total = memory.total();
            json.push_back({total.reads, total.writes, memory.queued_cycles, memory.words_moved, memory.bits_moved});
        }
        return json.dump();
    });
    const nlohmann::json json = nlohmann::json::parse(text);
    Simulated result{json[0], json[1], json[2], json[3], json[4], json[5].get<TimeByCause>(), {}};
    for (std::size_t i = 6; i < json.size(); ++i) {
        result.memories.push_back({json[i][0], json[i][1], json[i][2], json[i][3], json[i][4]});
    }
    return result;
}

}  // namespace deltasim::test
