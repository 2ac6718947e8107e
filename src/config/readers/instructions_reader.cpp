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
    reader.optional("words", width.words, Whole{1, most_at_once}, "neighbours that a load or a store moves");
    reader.optional("macs", width.macs, Whole{1, most_at_once}, "multiply-accumulates of one instruction");
    reader.optional("unpack", width.unpack, Whole{0, most_instructions},
                    "instructions after a load, before its words can be multiplied");
    reader.finish();
    return width;
}

}  // namespace

machine::Instructions read_instructions(const Value& value, const machine::PeArrayConfig& array)
{
    machine::Instructions instructions;
    MappingReader reader(value);
    reader.optional("cores", instructions.cores, Whole{1, most_cores}, "that share out the lanes of a step");
    reader.optional("issue_width", instructions.issue_width, Whole{1, most_at_once},
                    "instructions that a core begins a clock, at most");
    reader.optional("load_cycles", instructions.load_cycles, Whole{1, most_instructions},
                    "clocks of a load from a memory of one clock, and of what it holds up");
    reader.optional("store_cycles", instructions.store_cycles, Whole{1, most_instructions}, "clocks of a store");
    reader.optional("step", instructions.step, Whole{0, most_instructions},
                    "instructions of a step besides its loads, stores and operations: pointers, the loop");
    reader.optional("row", instructions.row, Whole{0, most_instructions},
                    "the same of a row's end: pointers, rounding, the loop around");
    reader.optional("fork_join_cycles", instructions.fork_join_cycles, Whole{0, most_instructions},
                    "clocks of a phase of a layer for the cores to begin together and wait for each other");
    if (const Value widths = reader.optional_value("precisions", "what instructions do at once, by precision")) {
        MappingReader by_precision(widths);
        for (std::size_t p = 0; p < precision_count; ++p) {
            const Value width = by_precision.optional_value(precision_names[p], "of this precision");
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
