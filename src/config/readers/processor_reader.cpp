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
#include "config/readers/dram_reader.hpp"
#include "core/checked.hpp"
#include "core/clock.hpp"

namespace deltasim::config
{

namespace
{

// Limits that keep the state of the simulated machine bounded.
constexpr std::uint64_t most_lanes = 1'000'000;
constexpr std::uint64_t longest_cycles = 1'000'000;
constexpr std::uint64_t most_banks = 65536;
constexpr std::uint64_t widest_bits = 65536;
constexpr std::uint64_t most_lookahead_steps = 1024;
constexpr std::uint64_t deepest_buffer = 4096;

constexpr std::uint64_t word_bits = 32;
constexpr std::string_view dram_name = "dram";

/// An fp32 word must not straddle two lines.
bool read_width(MappingReader& reader, std::uint64_t& target)
{
    const Value value = reader.required_value("width_bits");
    std::uint64_t width = 0;
    if (!value || !read(value, width, Whole{1, widest_bits})) return false;
    if (width % word_bits != 0) return value.refuse_as_not("a multiple of 32, as no fp32 word may straddle two lines");
    target = width;
    return true;
}

machine::PeArrayConfig read_pe_array(const Value& value)
{
    machine::PeArrayConfig array;
    MappingReader reader(value);
    reader.required("lanes", array.lanes, Whole{1, most_lanes});
    reader.required("clock_mhz", array.clock_hz, Megahertz{});
    reader.required("operand_broadcast", array.operand_broadcast, TrueOrFalse{});
    MappingReader operations(reader.required_value("operations"));
    for (std::size_t i = 0; i < operation_count; ++i) {
        MappingReader timing(operations.required_value(operation_names[i]));
        timing.required("latency_cycles", array.operations[i].latency_cycles, Whole{1, longest_cycles});
        timing.required("interval_cycles", array.operations[i].interval_cycles, Whole{1, longest_cycles});
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
    reader.required("clock_mhz", controller.clock_hz, Megahertz{});
    reader.required("lookahead_steps", controller.lookahead_steps, Whole{1, most_lookahead_steps});
    reader.finish();
    return controller;
}

/// `memory` is read but for its refresh, and right.
machine::EdramRefresh read_refresh(const Value& value, const machine::OnChipMemoryConfig& memory)
{
    machine::EdramRefresh refresh;
    MappingReader reader(value);
    double retention_us = 0.0;
    const bool retention = reader.required("retention_us", retention_us, Positive{});
    const bool rows = reader.required("rows_per_bank", refresh.rows_per_bank, Whole{1, 1U << 24U});
    reader.finish();
    if (!retention || !rows) return refresh;
    if (memory.lines_per_bank() % refresh.rows_per_bank != 0) {
        reader.refuse(fmt::format("expected rows_per_bank to divide the {} lines of a bank, found {}",
                                  memory.lines_per_bank(), refresh.rows_per_bank));
    }
    const double interval =
        retention_us * 1e-6 * static_cast<double>(memory.clock_hz) / static_cast<double>(refresh.rows_per_bank);
    if (interval < 2.0 || interval > static_cast<double>(longest_cycles)) {
        reader.refuse(fmt::format("expected 2 to {} clocks from one row's refresh to the next, retention_us over "
                                  "rows_per_bank, found {:.3g}",
                                  longest_cycles, interval));
        return refresh;
    }
    refresh.interval_cycles = static_cast<std::uint64_t>(interval);
    return refresh;
}

machine::OnChipMemoryConfig read_memory(const Value& value, const std::string& name)
{
    machine::OnChipMemoryConfig memory;
    memory.name = name;
    MappingReader reader(value);
    const bool kind = reader.required("kind", memory.kind, machine::on_chip_kind_names);
    bool good = reader.required_capacity(memory.capacity_bytes);
    good = reader.required("banks", memory.banks, Whole{1, most_banks}) && good;
    reader.required("ports", memory.ports, machine::ports_names);
    good = read_width(reader, memory.width_bits) && good;
    reader.required("latency_cycles", memory.latency_cycles, Whole{1, longest_cycles});
    reader.required("interleaving", memory.interleaving, machine::interleaving_names);
    const bool clock = reader.required("clock_mhz", memory.clock_hz, Megahertz{});
    const bool forgets = kind && memory.kind == machine::OnChipKind::edram;
    const Value refresh = forgets ? reader.required_value("refresh") : Value{};
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
    if (refresh && good && clock) memory.refresh = read_refresh(refresh, memory);
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
    for (const MappingReader::Entry& entry : reader.entries()) {
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
    reader.required("latency_cycles", flat.latency_cycles, Whole{1, longest_cycles});
    reader.required("interval_cycles", flat.interval_cycles, Whole{1, longest_cycles});
    reader.required("clock_mhz", flat.clock_hz, Megahertz{});
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
    if (slower.clock_hz > read.rated_clock_hz && read.rated_clock_hz > 0) {
        reader.refuse_rule(fmt::format("expected a clock_mhz of at most {}, which {} is rated for",
                                       static_cast<double>(read.rated_clock_hz) / 1e6, read.name),
                           {"clock_mhz"});
    }
    return read;
}

machine::DramConfig read_dram(const Value& value, std::uint64_t controller_hz)
{
    machine::DramConfig dram;
    MappingReader reader(value);
    reader.required("prefetch_depth", dram.stream_buffers.prefetch_depth, Whole{1, deepest_buffer});
    reader.required("write_depth", dram.stream_buffers.write_depth, Whole{1, deepest_buffer});
    const Value device = reader.required_value("device");
    if (device && device.node->kind == NodeKind::scalar) {  // other names have been resolved
        dram.device = "flat";
        dram.model = read_flat(reader);
    } else if (device) {
        machine::DramDevice read = read_device(device, reader, controller_hz);
        dram.device = read.name;
        dram.model = std::move(read);
    }
    // Where the device is unknown, so is what else belongs here.
    if (device) reader.finish();
    return dram;
}

/// The simulator counts time in ticks common to all clocks.
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

}  // namespace

ProcessorReading read_processor(const Value& value)
{
    ProcessorReading reading;
    machine::ProcessorConfig& processor = reading.processor;
    Value marked = value;
    marked.figure.clear();
    marked.context.assumed = &processor.assumed;
    MappingReader reader(marked);
    reader.required("name", processor.name, Name{});
    reader.optional("description", processor.description, Line{});
    for (const Value& source : elements(reader.optional_value("sources"))) {
        std::string text;
        read(source, text, Line{});
    }
    processor.pe_array = read_pe_array(reader.required_value("pe_array"));
    processor.controller = read_controller(reader.required_value("controller"));
    if (const Value memories = reader.optional_value("memories")) processor.memories = read_memories(memories);
    if (const Value dram = reader.optional_value("dram"))
        processor.dram = read_dram(dram, processor.controller.clock_hz);
    if (!reader.has("dram") && (!reader.has("memories") || reader.raw_value("memories").node->members.empty())) {
        reader.refuse("expected at least one memory: \"memories\", \"dram\" or both");
    }
    reading.costs = reader.optional_value("costs");
    reading.costs.context.assumed = nullptr;
    reader.finish();
    check_time_base(processor, reader);
    return reading;
}

}  // namespace deltasim::config
