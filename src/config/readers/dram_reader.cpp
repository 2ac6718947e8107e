// SPDX-License-Identifier: MIT
#include "config/readers/dram_reader.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/readers/currents_reader.hpp"
#include "config/readers/rule_reader.hpp"
#include "config/readers/termination_reader.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::uint64_t longest_dram_cycles = 1'000'000;
/// In DDR4 and similar standards up to eight refreshes of a rank may be postponed (JESD79-4, 4.26).
constexpr std::uint64_t most_postponed_refreshes = 8;

/// Reads a power of two: address fields are ranges of an address's bits.
bool read_power_of_two(MappingReader& reader, std::string_view key, std::uint64_t& target, const Whole& range,
                       std::string_view meaning)
{
    const Value value = reader.required_value(key, meaning);
    std::uint64_t number = 0;
    if (!value || !read(value, number, range)) return false;
    if (!std::has_single_bit(number)) return value.refuse_as_not("a power of two");
    target = number;
    return true;
}

/// Returns whether the burst length is known.
bool read_organization(const Value& value, machine::DramDevice& device)
{
    // The limits keep the state of the simulated device, and its capacity in bytes, bounded.
    MappingReader reader(value);
    const std::string_view channels_meaning = "independent channels; like all numbers below, a power of two";
    if (reader.has("channels")) read_power_of_two(reader, "channels", device.channels, {1, 64}, channels_meaning);
    if (value.asked != nullptr) reader.optional("channels", device.channels, Whole{1, 64}, channels_meaning);
    read_power_of_two(reader, "ranks", device.ranks, {1, 64}, "ranks in a channel");
    read_power_of_two(reader, "bank_groups", device.bank_groups, {1, 64}, "bank groups in a rank");
    read_power_of_two(reader, "banks_per_group", device.banks_per_group, {1, 64}, "banks in a bank group");
    read_power_of_two(reader, "rows", device.rows, {1, 1U << 24U}, "rows in a bank");
    const bool columns =
        read_power_of_two(reader, "columns", device.columns, {1, 1U << 16U}, "words of channel_width_bits in a row");
    const bool device_width =
        read_power_of_two(reader, "device_width_bits", device.device_width_bits, {1, 1024}, "data lines of a chip");
    const bool channel_width = read_power_of_two(reader, "channel_width_bits", device.channel_width_bits, {8, 4096},
                                                 "data lines of a channel");
    const bool burst = read_power_of_two(reader, "burst_length", device.burst_length, {2, 64}, "words of a burst");
    reader.finish();
    if (device_width && channel_width && device.device_width_bits > device.channel_width_bits) {
        reader.refuse_rule("expected channel_width_bits of at least device_width_bits",
                           {"channel_width_bits", "device_width_bits"});
    }
    if (columns && burst && device.columns < device.burst_length) {
        reader.refuse_rule("expected columns of at least burst_length", {"columns", "burst_length"});
    }
    if (channel_width && burst && device.burst_bytes() < 4) {
        reader.refuse_rule("expected a burst of at least one 32-bit word, channel_width_bits x burst_length",
                           {"channel_width_bits", "burst_length"});
    }
    return burst;
}

void read_mapping(const Value& list, machine::DramDevice& device)
{
    if (!list) return;
    std::vector<machine::AddressField>& mapping = device.mapping;
    for (const Value& element : elements(list)) {
        machine::AddressField field{};
        if (!read(element, field, machine::address_field_names)) return;
        if (std::find(mapping.begin(), mapping.end(), field) != mapping.end()) {
            element.refuse(fmt::format("{} is listed twice", found(*element.node)));
            return;
        }
        mapping.push_back(field);
    }
    if (list.node->kind != NodeKind::list) return;
    for (std::size_t i = 0; i < machine::address_field_names.size(); ++i) {
        const auto field = static_cast<machine::AddressField>(i);
        if (device.size_of(field) == 1 || std::find(mapping.begin(), mapping.end(), field) != mapping.end()) continue;
        list.refuse(fmt::format("lacks {}, of which there are {}: expected each of {} once, from the most significant",
                                machine::address_field_names[i], device.size_of(field),
                                fmt::join(machine::address_field_names, ", ")));
        return;
    }
}

void read_command_cycles(const Value& value, machine::DramDevice& device)
{
    constexpr std::uint64_t longest_command = 8;
    if (!value) return;
    MappingReader reader(value);
    for (std::size_t i = 0; i < machine::dram_command_names.size(); ++i) {
        reader.optional(machine::dram_command_names[i], device.command_cycles[i], Whole{1, longest_command},
                        "clocks for which this command holds the command bus");
    }
    reader.finish();
}

void read_clocks(MappingReader& reader, machine::DramDevice& device, std::uint64_t slower_hz)
{
    const Value clock = reader.required_value("clock_mhz", "the command clock; data moves on both edges");
    const Value rated_clock = reader.optional_value(
        "rated_clock_mhz", "the clock for which timings and currents are given; default: clock_mhz");
    const bool rated = rated_clock && read(rated_clock, device.rated_clock_hz, Megahertz{});
    device.clock_hz = device.rated_clock_hz;
    std::uint64_t clock_hz = 0;
    if (!clock || !read(clock, clock_hz, Megahertz{})) return;
    if (!rated) device.rated_clock_hz = clock_hz;
    if (clock_hz > device.rated_clock_hz) {
        clock.refuse(fmt::format("expected at most {}, which {} is rated for",
                                 static_cast<double>(device.rated_clock_hz) / 1e6, device.name));
        return;
    }
    device.clock_hz = clock_hz;
    if (slower_hz > 0 && slower_hz <= device.clock_hz) device.clock_hz = slower_hz;
}

/// Converts a time in clocks of the rated clock to clocks at which the device runs.
std::uint64_t slowed(const machine::DramDevice& device, std::uint64_t cycles, std::uint64_t rounding)
{
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((Wide{cycles} * device.clock_hz + rounding) / device.rated_clock_hz);
}

/// Keeps the refresh times of a device that runs below its rated clock.
void keep_refresh_times(machine::DramDevice& device, std::uint64_t controller_hz)
{
    if (device.clock_hz == device.rated_clock_hz) return;
    for (std::uint64_t* const cycles : {&device.refresh_cycles, &device.bank_refresh_cycles}) {
        *cycles = slowed(device, *cycles, device.rated_clock_hz - 1);
    }
    std::uint64_t& interval = device.refresh_interval_cycles;
    if (interval == 0) return;
    interval = slowed(device, interval, 0);
    const bool in_step = controller_hz > 0 && device.clock_hz % controller_hz == 0;
    if (in_step) interval -= interval % (device.clock_hz / controller_hz);
    if (interval == 0) interval = 1;  // an interval too short for a refresh must be refused; 0 would mean no refresh
}

/// Describes the timings of the idle state, by name.
void describe_idle_timings(MappingReader& reader)
{
    std::uint64_t cycles = 0;
    const Whole range{0, longest_dram_cycles};
    reader.optional("tXP", cycles, range, "clocks from the exit of power-down to a command");
    reader.optional("tCKE", cycles, range, "clocks for which power-down lasts at least");
    reader.optional("tXS", cycles, range, "clocks from the exit of self-refresh to a command");
    reader.optional("tXSDLL", cycles, range, "clocks from the exit of self-refresh to a read; default: tXS");
    reader.optional("tCKESR", cycles, range, "clocks for which self-refresh lasts at least");
}

Timings read_timings(const Value& value, machine::DramDevice& device, std::uint64_t controller_hz)
{
    MappingReader reader(value);
    const bool read_latency = reader.required("CL", device.read_latency_cycles, Whole{1, longest_dram_cycles},
                                              "clocks from a read command to its first data (CAS latency)");
    const bool write_latency = reader.required("CWL", device.write_latency_cycles, Whole{1, longest_dram_cycles},
                                               "clocks from a write command to its first data");
    const bool interval = reader.required("tREFI", device.refresh_interval_cycles, Whole{0, longest_dram_cycles},
                                          "clocks from one refresh of a rank to the next; 0: no refresh");
    const bool refresh = reader.required("tRFC", device.refresh_cycles, Whole{0, longest_dram_cycles},
                                         "clocks that an all-bank refresh takes");
    const bool of_banks = device.refresh == machine::RefreshGranularity::per_bank;
    const bool has_bank_refresh = reader.has("tRFCpb") || of_banks;
    const bool bank_refresh =
        !has_bank_refresh || reader.required("tRFCpb", device.bank_refresh_cycles, Whole{1, longest_dram_cycles});
    if (value.asked != nullptr) {
        read(reader.optional_value("tRFCpb", "clocks that a per-bank refresh takes; for refresh: per_bank"),
             device.bank_refresh_cycles, Whole{1, longest_dram_cycles});
    }
    if (value.asked != nullptr) describe_idle_timings(reader);
    keep_refresh_times(device, controller_hz);
    // A name counts as known even where its value is wrong; else every rule that uses it would be refused as well.
    Timings timings{{{"CL", device.read_latency_cycles},
                     {"CWL", device.write_latency_cycles},
                     {"tREFI", device.refresh_interval_cycles},
                     {"tRFC", device.refresh_cycles}},
                    read_latency && write_latency && interval && refresh && bank_refresh,
                    reader.optional_value("tREFI")};
    if (has_bank_refresh) timings.clocks.emplace("tRFCpb", device.bank_refresh_cycles);
    for (const MappingReader::Entry& entry :
         reader.entries("TIMING", "any other timing in clocks, under a name that rules use")) {
        const auto [timing, is_new] = timings.clocks.emplace(entry.key, 0);
        if (!is_new) continue;
        if (entry.key == burst_word) {
            entry.value.refuse("is not set here: \"burst\" is half of burst_length");
        } else if (!read(entry.value, timing->second, Whole{0, longest_dram_cycles})) {
            timings.complete = false;
        }
    }
    reader.finish();
    for (const auto& [name, clocks] : timings.clocks) {
        if (!reader.valid()) break;
        if (const auto setting = setting_within(*value.node, name)) timings.settings.emplace(name, *setting);
    }
    const bool refreshes = interval && refresh && device.refresh_interval_cycles != 0;
    const bool slower = device.clock_hz < device.rated_clock_hz;
    const char* const at_clock = slower ? " at the clock that it runs at, in its clocks" : "";
    if (refreshes && device.refresh_interval_cycles <= device.refresh_cycles) {
        timings.complete = false;
        reader.refuse_rule(fmt::format("expected tREFI above tRFC{}, or 0 for no refresh, found {} and {}", at_clock,
                                       device.refresh_interval_cycles, device.refresh_cycles),
                           {"tREFI", "tRFC"});
    }
    if (refreshes && of_banks && bank_refresh &&
        device.refresh_interval_cycles / device.banks_per_rank() <= device.bank_refresh_cycles) {
        timings.complete = false;
        reader.refuse_rule(fmt::format("expected tREFI / {} banks above tRFCpb{}, as refresh is per_bank, or 0 for no "
                                       "refresh, found {} / {} and {}",
                                       device.banks_per_rank(), at_clock, device.refresh_interval_cycles,
                                       device.banks_per_rank(), device.bank_refresh_cycles),
                           {"tREFI", "tRFCpb"});
    }
    return timings;
}

/// The currents of an idle state.
std::vector<machine::Current> currents_of(machine::IdleState state)
{
    using enum machine::Current;
    if (state == machine::IdleState::power_down) return {IDD2P, IDD3P};
    return {IDD6};
}

/// Reads what the controller does with an idle channel. All other keys of the device must have been read. Where the
/// device has currents, they must include those of its idle state.
void read_idle(MappingReader& reader, machine::DramDevice& device, const Timings& timings)
{
    machine::IdlePolicy& policy = device.idle;
    const Value idle = reader.optional_value("idle", "what the controller does with an idle channel; default: standby");
    reader.optional("idle_after_cycles", policy.after_cycles, Whole{0, longest_dram_cycles},
                    "clocks without a request before the channel enters its idle state");
    machine::IdleState state{};
    if (!idle || !read(idle, state, machine::idle_state_names)) return;
    if (state == machine::IdleState::standby || !timings.complete) return;
    const std::string_view name = machine::idle_state_names[state];
    const bool refreshes_itself = state == machine::IdleState::self_refresh;
    const auto timing = [&](const char* key, std::uint64_t& cycles) {
        const auto found = timings.clocks.find(key);
        if (found != timings.clocks.end()) {
            cycles = found->second;
        } else {
            idle.refuse(fmt::format("{} needs {} in timing_cycles, which {} lacks", name, key, device.name));
        }
    };
    timing(refreshes_itself ? "tXS" : "tXP", policy.wake_cycles);
    timing(refreshes_itself ? "tCKESR" : "tCKE", policy.least_cycles);
    if (refreshes_itself) {
        // tXS contains the time of a refresh, which does not change with the clock.
        policy.wake_cycles = slowed(device, policy.wake_cycles, device.rated_clock_hz - 1);
        const auto with_dll = timings.clocks.find("tXSDLL");
        if (with_dll != timings.clocks.end()) policy.wake_read_cycles = with_dll->second;
    }
    policy.wake_read_cycles = std::max(policy.wake_read_cycles, policy.wake_cycles);
    policy.state = state;
    if (!device.currents) return;
    for (const machine::SupplyRail& rail : device.currents->rails) {
        for (const machine::Current current : currents_of(state)) {
            const auto index = static_cast<std::size_t>(current);
            if (rail.milliamperes[index]) continue;
            idle.refuse(fmt::format("{} needs {} of every rail in currents_ma, and rail {} of {} lacks it", name,
                                    machine::current_names[index], rail.name, device.name));
        }
    }
}

}  // namespace

machine::DramDevice read_dram_device(const Value& value, const SlowerClock& slower)
{
    machine::DramDevice device;
    MappingReader reader(value);
    std::string text;
    reader.required("name", device.name, Name{}, "the name in tables; default: the name of the file");
    reader.optional("description", device.description, Line{}, "one line that `deltasim list` shows");
    reader.optional("source", text, Line{}, "the source of the figures");
    reader.required("standard", device.standard, Line{}, "the standard's name, such as DDR4");
    read_clocks(reader, device, slower.clock_hz);
    const bool burst = read_organization(
        reader.required_value("organization", "the numbers of channels, ranks, banks, rows and columns"), device);
    read_mapping(reader.required_value("mapping", "the fields of an address, from the most significant"), device);
    reader.optional(
        "page", device.page, machine::page_policy_names,
        "open: a row stays open until its bank needs another; closed: auto-precharge closes it after each access");
    reader.optional("refresh", device.refresh, machine::refresh_granularity_names,
                    "all_bank: a refresh is for all banks of a rank; per_bank: for one bank, all banks in turn");
    reader.optional("postponed_refreshes", device.postponed_refreshes, Whole{0, most_postponed_refreshes},
                    "how many refreshes of a rank may be postponed while requests wait");
    read_command_cycles(reader.optional_value("command_cycles", "commands that take more than one clock"), device);
    Timings timings = read_timings(reader.required_value("timing_cycles", "timings in clocks, by their names"), device,
                                   slower.controller_hz);
    timings.clocks[std::string(burst_word)] = device.burst_cycles();
    timings.complete = timings.complete && burst;
    read_rules(reader.required_value("rules", "timing rules: the least time between two commands"), device, timings);
    if (const Value currents =
            reader.optional_value("currents_ma", "currents of the datasheet, for cost tables with view: datasheet")) {
        device.currents = read_currents(currents, reader.optional_value("timing_cycles"));
    }
    if (const Value termination =
            reader.optional_value("termination", "driver and termination of the data lines, for their energy")) {
        device.termination = read_termination(termination, device.device_width_bits);
    }
    read_idle(reader, device, timings);
    reader.finish();
    return device;
}

}  // namespace deltasim::config
