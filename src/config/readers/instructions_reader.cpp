// SPDX-License-Identifier: MIT
#include "config/readers/instructions_reader.hpp"

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::uint64_t most_cores = 65536;
constexpr std::uint64_t most_at_once = 1024;
constexpr std::uint64_t most_instructions = 1'000'000;

machine::InstructionWidth read_width(const Value& value)
{
    machine::InstructionWidth width;
    MappingReader reader(value);
    reader.optional("words", width.words, Whole{1, most_at_once}, "neighbouring words that one load or store moves");
    reader.optional("macs", width.macs, Whole{1, most_at_once}, "multiply-accumulates that one instruction does");
    reader.optional("unpack", width.unpack, Whole{0, most_instructions},
                    "instructions after a load that unpack its words before they can be multiplied");
    reader.finish();
    return width;
}

}  // namespace

machine::Instructions read_instructions(const Value& value, const machine::PeArrayConfig& array)
{
    machine::Instructions instructions;
    MappingReader reader(value);
    reader.optional("cores", instructions.cores, Whole{1, most_cores},
                    "cores, which share the lanes of a step equally");
    reader.optional("issue_width", instructions.issue_width, Whole{1, most_at_once},
                    "most instructions that a core starts in a clock");
    reader.optional(
        "load_cycles", instructions.load_cycles, Whole{1, most_instructions},
        "clocks that a load takes from a memory with a latency of one clock, including the stall of the core");
    reader.optional("store_cycles", instructions.store_cycles, Whole{1, most_instructions},
                    "clocks that a store takes");
    reader.optional("step", instructions.step, Whole{0, most_instructions},
                    "further instructions of a step, beside its loads, stores and operations: pointers, the loop");
    reader.optional("row", instructions.row, Whole{0, most_instructions},
                    "further instructions at the end of a row: pointers, rounding, the outer loop");
    reader.optional(
        "fork_join_cycles", instructions.fork_join_cycles, Whole{0, most_instructions},
        "clocks in each phase of a layer for the cores to start together and to wait for each other at the end");
    if (const Value widths =
            reader.optional_value("precisions", "how many words an instruction handles, by precision")) {
        MappingReader by_precision(widths);
        for (std::size_t p = 0; p < precision_count; ++p) {
            const Value width = by_precision.optional_value(precision_names[p], "for words of this precision");
            if (width) instructions.widths[p] = read_width(width);
        }
        by_precision.finish();
    }
    reader.finish();
    if (array.lanes % instructions.cores != 0) {
        reader.refuse_rule(
            fmt::format("expected cores to divide the {} lanes, found {}", array.lanes, instructions.cores),
            {"cores", "lanes", "rows", "columns"});
    }
    return instructions;
}

}  // namespace deltasim::config
