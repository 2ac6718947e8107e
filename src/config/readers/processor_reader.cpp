// SPDX-License-Identifier: MIT
#include "config/readers/processor_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/readers/dma_reader.hpp"
#include "config/readers/dram_reader.hpp"
#include "config/readers/instructions_reader.hpp"
#include "config/readers/skip_reader.hpp"
#include "core/checked.hpp"
#include "core/clock.hpp"

namespace deltasim::config
{

namespace
{

// Limits that keep the state of the simulated machine bounded.
constexpr std::uint64_t most_registers = 1U << 20U;
constexpr std::uint64_t longest_cycles = 1'000'000;
constexpr std::uint64_t most_banks = 65536;
constexpr std::uint64_t widest_bits = 65536;
constexpr std::uint64_t most_lookahead_steps = 1024;
constexpr std::uint64_t deepest_buffer = 4096;

constexpr std::uint64_t word_bits = 32;
constexpr std::uint64_t byte_bits = 8;
constexpr std::string_view dram_name = "dram";

/// Reads the width of an on-chip memory's line. A word that is wider than a line takes several.
bool read_line_width(MappingReader& reader, std::uint64_t& target)
{
    const Value value = reader.required_value("width_bits", "bits of a line, a multiple of 8");
    std::uint64_t width = 0;
    if (!value || !read(value, width, Whole{byte_bits, widest_bits})) return false;
    if (width % byte_bits != 0) return value.refuse_as_not("a multiple of 8");
    target = width;
    return true;
}

/// Reads a width of which no fp32 word straddles two lines.
bool read_width(MappingReader& reader, std::uint64_t& target)
{
    const Value value = reader.required_value("width_bits", "for flat: bits of an access, a multiple of 32");
    std::uint64_t width = 0;
    if (!value || !read(value, width, Whole{1, widest_bits})) return false;
    if (width % word_bits != 0) return value.refuse_as_not("a multiple of 32, as no fp32 word may straddle two lines");
    target = width;
    return true;
}

/// Reads `lanes`, which form one row, or `rows` and `columns`.
void read_lanes(MappingReader& reader, machine::PeArrayConfig& array)
{
    const char* const lanes_meaning = "lanes that take each step together";
    const char* const rows_meaning = "rows of lanes";
    const char* const columns_meaning = "lanes in a row";
    const bool grid = reader.has("rows") || reader.has("columns");
    if (!grid || reader.has("lanes")) {
        if (reader.required("lanes", array.lanes, Whole{1, most_lanes}, lanes_meaning)) array.columns = array.lanes;
    }
    if (!grid) {
        reader.optional("rows", array.rows, Whole{1, most_lanes}, rows_meaning);
        static_cast<void>(reader.optional_value("columns", columns_meaning));
        reader.describe_as_not_required("lanes");  // rows and columns can replace it
        return;
    }
    const bool rows = reader.required("rows", array.rows, Whole{1, most_lanes}, rows_meaning);
    const bool columns = reader.required("columns", array.columns, Whole{1, most_lanes}, columns_meaning);
    if (!rows || !columns) return;
    const std::uint64_t lanes = array.rows * array.columns;
    const bool too_many = lanes > most_lanes;
    if (too_many || (reader.has("lanes") && lanes != array.lanes)) {
        reader.refuse_rule(
            fmt::format("expected rows times columns to be {}, found {} times {}",
                        too_many ? fmt::format("at most {}", most_lanes) : fmt::format("the {} lanes", array.lanes),
                        array.rows, array.columns),
            {"rows", "columns", "lanes"});
    }
    array.lanes = lanes;
}

/// Reads further properties of the rows and columns, which mappings use.
void read_grid(MappingReader& reader, machine::PeArrayConfig& array)
{
    array.multicast_rows = array.multicast_columns = array.operand_broadcast;
    if (const Value multicast =
            reader.optional_value("multicast", "which lanes share words; default: as operand_broadcast")) {
        MappingReader sides(multicast);
        sides.optional("rows", array.multicast_rows, TrueOrFalse{}, "true: a word that a row shares is read once");
        sides.optional("columns", array.multicast_columns, TrueOrFalse{},
                       "true: a word that a column shares is read once");
        sides.finish();
    }
    reader.optional("registers", array.registers, Whole{0, most_registers},
                    "words of operands that a lane can keep while it works on others");
    reader.optional("accumulators", array.accumulators, Whole{1, most_registers}, "sums that a lane works on in turn");
    reader.optional("reduction", array.reduction, machine::reduction_names,
                    "how lanes' partial sums are added: one by one at the row's end, in a tree, or along a chain");
    const bool systolic = array.reduction == machine::Reduction::systolic;
    const Value sets = reader.optional_value(
        "stationary_sets", "for a systolic array: 2, the next stationary operands shift in while the present ones "
                           "work; 1, after all results of the present ones have left; default: 2");
    if (sets && read(sets, array.stationary_sets, Whole{1, 2}) && !systolic) {
        sets.refuse("only a systolic array shifts operands in; expected reduction: systolic beside this key");
    }
}

machine::PeArrayConfig read_pe_array(const Value& value)
{
    machine::PeArrayConfig array;
    MappingReader reader(value);
    read_lanes(reader, array);
    reader.required("clock_mhz", array.clock_hz, Megahertz{}, "the clock of the array");
    reader.required("operand_broadcast", array.operand_broadcast, TrueOrFalse{},
                    "true: a word that several lanes need in one step is read once for all of them");
    read_grid(reader, array);
    MappingReader operations(reader.required_value("operations", "the time that each operation takes in a lane"));
    for (std::size_t i = 0; i < operation_count; ++i) {
        MappingReader timing(operations.required_value(operation_names[i], "timing of this operation"));
        timing.required("latency_cycles", array.operations[i].latency_cycles, Whole{1, longest_cycles},
                        "clocks from the operands to the result");
        timing.required("interval_cycles", array.operations[i].interval_cycles, Whole{1, longest_cycles},
                        "clocks until the lane can start its next operation");
        timing.finish();
    }
    operations.finish();
    reader.finish();
    return array;
}

machine::ControllerConfig read_controller(const Value& value)
{
    machine::ControllerConfig controller;
    MappingReader reader(value);
    reader.required("clock_mhz", controller.clock_hz, Megahertz{},
                    "the clock of the controller, which issues one step per clock");
    reader.optional("row_end_queue", controller.row_end_queue, TrueOrFalse{},
                    "true: steps of the row-end unit issue with the lanes' step before them, in the same clock");
    reader.required("lookahead_steps", controller.lookahead_steps, Whole{1, most_lookahead_steps},
                    "how many steps the controller may issue ahead of the step that executes");
    reader.finish();
    return controller;
}

/// `memory` must have been read, except for its refresh, without an error.
machine::EdramRefresh read_refresh(const Value& value, const machine::OnChipMemoryConfig& memory)
{
    machine::EdramRefresh refresh;
    MappingReader reader(value);
    double retention_us = 0.0;
    const bool retention = reader.required("retention_us", retention_us, Positive{},
                                           "microseconds for which a row keeps its bits without a refresh");
    const bool rows = reader.required("rows_per_bank", refresh.rows_per_bank, Whole{1, 1U << 24U},
                                      "rows of a bank; one refresh is for one row");
    reader.finish();
    if (!retention || !rows) return refresh;
    if (memory.lines_per_bank() % refresh.rows_per_bank != 0) {
        reader.refuse_rule(fmt::format("expected rows_per_bank to divide the {} lines of a bank, found {}",
                                       memory.lines_per_bank(), refresh.rows_per_bank),
                           {"rows_per_bank"});
    }
    const double interval =
        retention_us * 1e-6 * static_cast<double>(memory.clock_hz) / static_cast<double>(refresh.rows_per_bank);
    if (interval < 2.0 || interval > static_cast<double>(longest_cycles)) {
        reader.refuse_rule(fmt::format("expected 2 to {} clocks from one row's refresh to the next, retention_us over "
                                       "rows_per_bank, found {:.3g}",
                                       longest_cycles, interval),
                           {"retention_us", "rows_per_bank"});
        return refresh;
    }
    refresh.interval_cycles = static_cast<std::uint64_t>(interval);
    return refresh;
}

/// Reads at least one tensor, each at most once.
std::vector<Tensor> read_holds(const Value& value)
{
    std::vector<Tensor> holds;
    if (value.node->kind == NodeKind::list && value.node->items.empty()) value.refuse("expected at least one tensor");
    for (const Value& element : elements(value)) {
        Tensor tensor{};
        if (!read(element, tensor, tensor_names)) continue;
        if (std::find(holds.begin(), holds.end(), tensor) != holds.end()) {
            element.refuse(fmt::format("{} is listed twice", found(*element.node)));
        }
        holds.push_back(tensor);
    }
    return holds;
}

machine::OnChipMemoryConfig read_memory(const Value& value, const std::string& name)
{
    machine::OnChipMemoryConfig memory;
    memory.name = name;
    MappingReader reader(value);
    const bool kind = reader.required("kind", memory.kind, machine::on_chip_kind_names,
                                      "the kind of its cells; an edram is refreshed");
    bool good = reader.required_capacity(memory.capacity_bytes);
    good = reader.required("banks", memory.banks, Whole{1, most_banks}, "banks, which serve at the same time") && good;
    reader.required("ports", memory.ports, machine::ports_names,
                    "ports of each bank: one for both (1rw), one for each (1r1w) or two for both (2rw)");
    good = read_line_width(reader, memory.width_bits) && good;
    reader.required("latency_cycles", memory.latency_cycles, Whole{1, longest_cycles}, "clocks from request to data");
    reader.required("interleaving", memory.interleaving, machine::interleaving_names,
                    "low_order: neighbours in neighbouring banks; high_order: one bank after the other");
    const bool clock = reader.required("clock_mhz", memory.clock_hz, Megahertz{}, "the clock of the memory");
    const bool forgets = kind && memory.kind == machine::OnChipKind::edram;
    const char* const refresh_meaning = "for an edram: its rows are refreshed at even intervals";
    Value refresh = forgets ? reader.required_value("refresh", refresh_meaning) : Value{};
    if (value.asked != nullptr) refresh = reader.optional_value("refresh", refresh_meaning);
    const Value holds = reader.optional_value(
        "holds", "tensors that may be placed here, unless the experiment says otherwise; default: any");
    if (holds) memory.holds = read_holds(holds);
    reader.optional("tiles_only", memory.tiles_only, TrueOrFalse{},
                    "true: it holds only tiles of mappings, and is the home of no tensor");
    reader.finish();
    const std::uint64_t row_bytes = memory.width_bits / 8 * memory.banks;
    if (good && memory.capacity_bytes % row_bytes != 0) {
        const std::uint64_t below = memory.capacity_bytes - memory.capacity_bytes % row_bytes;
        reader.refuse_rule(fmt::format("expected a capacity of whole lines in every bank, a multiple of {} bytes, "
                                       "found {}; nearest {} {}{}",
                                       row_bytes, memory.capacity_bytes, below == 0 ? "is" : "are",
                                       below == 0 ? "" : fmt::format("{} and ", below), below + row_bytes),
                           {"banks", "width_bits", "capacity_bytes", "capacity_kib", "capacity_mib"});
        good = false;
    }
    if (refresh && ((good && clock) || refresh.asked != nullptr)) memory.refresh = read_refresh(refresh, memory);
    return memory;
}

bool is_memory_name(const std::string& name)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !name.empty() && name.find_first_not_of(allowed) == std::string::npos;
}

std::vector<machine::OnChipMemoryConfig> read_memories(const Value& value)
{
    std::vector<machine::OnChipMemoryConfig> memories;
    MappingReader reader(value);
    for (const MappingReader::Entry& entry :
         reader.entries("MEMORY", "an on-chip memory, under a name that you choose")) {
        const auto refuse_name = [&](const std::string& message) {
            entry.value.context.diagnostics->add(entry.key_location, entry.value.path, message);
        };
        if (entry.key == dram_name) {
            refuse_name("the name \"dram\" is kept for the key \"dram\" of the processor");
        } else if (!is_memory_name(entry.key)) {
            refuse_name("expected a memory's name of letters, digits, _ and -");
        } else {
            memories.push_back(read_memory(entry.value, entry.key));
        }
    }
    return memories;
}

machine::FlatDramConfig read_flat(MappingReader& reader)
{
    machine::FlatDramConfig flat;
    bool good = reader.required_capacity(flat.capacity_bytes);
    good = read_width(reader, flat.width_bits) && good;
    reader.required("latency_cycles", flat.latency_cycles, Whole{1, longest_cycles},
                    "for flat: clocks from request to data");
    reader.required("interval_cycles", flat.interval_cycles, Whole{1, longest_cycles},
                    "for flat: clocks from one access to the next");
    reader.required("clock_mhz", flat.clock_hz, Megahertz{},
                    "for flat: its clock; for a device: a clock below its rated clock; default: the rated clock");
    if (good && flat.capacity_bytes % (flat.width_bits / 8) != 0) {
        reader.refuse_rule(fmt::format("expected a capacity of whole accesses, a multiple of {} bytes, found {}",
                                       flat.width_bits / 8, flat.capacity_bytes),
                           {"width_bits", "capacity_bytes", "capacity_kib", "capacity_mib"});
    }
    return flat;
}

machine::DramDevice read_device(const Value& device, MappingReader& reader, std::uint64_t controller_hz)
{
    SlowerClock slower{0, controller_hz};
    reader.optional("clock_mhz", slower.clock_hz, Megahertz{});
    machine::DramDevice read = read_dram_device(device, slower);
    if (slower.clock_hz > read.clock_hz && read.clock_hz > 0) {
        reader.refuse_rule(fmt::format("expected a clock_mhz of at most {}, which {} {}",
                                       static_cast<double>(read.clock_hz) / 1e6, read.name,
                                       read.clock_hz == read.rated_clock_hz ? "is rated for" : "itself is set to"),
                           {"clock_mhz"});
    }
    return read;
}

machine::DramConfig read_dram(const Value& value, std::uint64_t controller_hz)
{
    machine::DramConfig dram;
    MappingReader reader(value);
    reader.required("prefetch_depth", dram.stream_buffers.prefetch_depth, Whole{1, deepest_buffer},
                    "most bursts that a read stream may hold or have in flight");
    reader.required("write_depth", dram.stream_buffers.write_depth, Whole{1, deepest_buffer},
                    "bursts that a write stream gathers and then sends together");
    const Value device =
        reader.required_value("device", "the name of a device, or flat: every access takes a fixed time");
    describe_name(device, "dram");
    if (device.asked != nullptr) {
        reader.describe_as_optional();
        static_cast<void>(read_flat(reader));
        static_cast<void>(read_dram_device(device));
    } else if (device && device.node->kind == NodeKind::scalar) {  // other names are resolved already
        dram.device = "flat";
        dram.model = read_flat(reader);
    } else if (device) {
        machine::DramDevice read = read_device(device, reader, controller_hz);
        dram.device = read.name;
        dram.model = std::move(read);
    }
    // Where the device is unknown, it is unknown which other keys belong here.
    if (device) reader.finish();
    return dram;
}

/// The simulator counts time in ticks that all clocks share.
void check_time_base(const machine::ProcessorConfig& processor, const MappingReader& reader)
{
    std::vector<std::uint64_t> rates = processor.clock_rates_hz();
    std::erase(rates, 0U);  // diagnosed already
    try {
        static_cast<void>(TimeBase(rates));
    } catch (const OverflowError&) {
        reader.refuse_rule(
            "the clocks have no common tick rate below 2^63 Hz; choose clock_mhz with smaller common multiples",
            {"clock_mhz"});
    }
}

/// Checks a value that people and lists read, not the simulator: `none`, or lines.
void read_validated(const Value& value)
{
    std::string text;
    const bool alone = value && value.node->kind == NodeKind::scalar;
    for (const Value& line : alone ? std::vector{value} : elements(value)) read(line, text, Line{});
    describe_alone_too(value);
}

}  // namespace

ProcessorReading read_processor(const Value& value)
{
    ProcessorReading reading;
    machine::ProcessorConfig& processor = reading.processor;
    Value marked = value;
    marked.figure.clear();
    marked.context.assumed = &processor.assumed;
    MappingReader reader(marked);
    reader.required("name", processor.name, Name{}, "the name in tables; default: the name of the file");
    reader.optional("description", processor.description, Line{}, "one line that `deltasim list` shows");
    for (const Value& source : elements(reader.optional_value("sources", "sources of the figures, one line each"))) {
        std::string text;
        read(source, text, Line{});
    }
    read_validated(reader.optional_value("validated", "published figures with which its cycles or energy were "
                                                      "compared, one line each, with the experiment; or none"));
    processor.pe_array = read_pe_array(reader.required_value("pe_array", "the array of processing elements"));
    if (const Value instructions = reader.optional_value(
            "instructions", "instructions of cores that do the lanes' work; without it lanes need none")) {
        processor.pe_array.instructions = read_instructions(instructions, processor.pe_array);
    }
    processor.controller = read_controller(reader.required_value("controller", "the training controller"));
    if (const Value memories =
            reader.optional_value("memories", "the on-chip memories, in the order in which placement fills them"))
        processor.memories = read_memories(memories);
    if (const Value dram = reader.optional_value("dram", "the off-chip memory, home of what does not fit on chip"))
        processor.dram = read_dram(dram, processor.controller.clock_hz);
    if (const Value dma = reader.optional_value("dma", "the DMA engine, which moves tiles between memories"))
        processor.dma = read_dma(dma);
    if (const Value skip = reader.optional_value(
            "skip", "which words are compared with 0, so that work which a 0 makes needless is skipped"))
        processor.skip = read_skip(skip);
    if (reader.valid() && !reader.has("dram") &&
        (!reader.has("memories") || reader.raw_value("memories").node->members.empty())) {
        reader.refuse("expected at least one memory: \"memories\", \"dram\" or both");
    }
    reading.costs = reader.optional_value(
        "costs", "the cost table: its name, its path, or the table itself; an experiment may name another");
    reading.costs.context.assumed = nullptr;
    describe_name(reading.costs, "costs");
    reader.finish();
    if (reader.valid()) check_time_base(processor, reader);
    return reading;
}

}  // namespace deltasim::config
