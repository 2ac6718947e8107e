// SPDX-License-Identifier: MIT
#include "config/readers/rule_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/readers/delay_expression.hpp"

namespace deltasim::config
{

namespace
{

bool read_delay(const Value& value, std::int64_t& target, const Timings& timings)
{
    if (value.asked != nullptr) return describe(value, {FormKind::text});
    if (value.node->kind != NodeKind::scalar) return value.refuse_as_not("a sum of timings such as CL + burst");
    const auto delay = evaluate_delay(value.node->text, timings.clocks);
    if (const auto* error = std::get_if<DelayError>(&delay)) {
        SourceLocation location = value.node->location();
        // A scalar that runs over several lines, or has escapes, is not looked into.
        if (location.line > 0) location.column += static_cast<int>(error->position) + (value.node->quoted ? 1 : 0);
        value.context.diagnostics->add(location, value.path, error->message);
        return false;
    }
    target = std::get<std::int64_t>(delay);
    if (target >= 0) return true;
    // A sum of what was diagnosed says nothing.
    if (timings.complete) value.refuse(fmt::format("expected a delay of at least 0 clocks, this is {}", target));
    return false;
}

std::string_view name(machine::DramCommand command)
{
    return machine::dram_command_names[static_cast<std::size_t>(command)];
}
std::string_view name(machine::RuleScope scope) { return machine::rule_scope_names[static_cast<std::size_t>(scope)]; }

/// Refuses what the controller does not look at. It sees one last command of a kind, but for the activates of a rank,
/// and waits with the refresh of a rank for what the rank as a whole did. A row that closes by itself, after a command
/// with auto-precharge, holds up its own bank alone.
bool is_kept(const MappingReader& reader, const machine::TimingRule& rule)
{
    const bool activates =
        rule.preceding == machine::DramCommand::activate && rule.following == machine::DramCommand::activate;
    if (rule.window > 1 && !(activates && rule.scope == machine::RuleScope::rank)) {
        reader.refuse("a window above 1 is kept between the activates of one rank alone");
        return false;
    }
    if (rule.following == machine::DramCommand::refresh && rule.scope != machine::RuleScope::rank) {
        reader.refuse(fmt::format("a refresh is of a whole rank: expected scope rank, not {}", name(rule.scope)));
        return false;
    }
    if (rule.following == machine::DramCommand::refresh_bank && rule.preceding == machine::DramCommand::precharge &&
        rule.scope != machine::RuleScope::bank) {
        reader.refuse(fmt::format("refresh_bank waits for the precharge of its own bank: expected scope bank, not {}",
                                  name(rule.scope)));
        return false;
    }
    return true;
}

/// The clocks from `preceding` to `following` that keep their bursts apart on the data bus.
std::int64_t least_delay(const machine::DramDevice& device, machine::DramCommand preceding,
                         machine::DramCommand following)
{
    const auto latency = [&](machine::DramCommand command) {
        return static_cast<std::int64_t>(command == machine::DramCommand::read ? device.read_latency_cycles
                                                                               : device.write_latency_cycles);
    };
    return static_cast<std::int64_t>(device.burst_cycles()) + latency(preceding) - latency(following);
}

/// Every two bursts of a channel must keep apart by the rules of whole ranks. `delays` are those of device.rules.
void check_data_bus(const Value& list, const machine::DramDevice& device, const std::vector<Value>& delays)
{
    using enum machine::DramCommand;
    for (const machine::RuleScope scope : {machine::RuleScope::rank, machine::RuleScope::other_rank}) {
        if (scope == machine::RuleScope::other_rank && device.ranks == 1) continue;
        for (const auto& [preceding, following] :
             {std::pair{read, read}, {write, write}, {read, write}, {write, read}}) {
            const std::int64_t least = least_delay(device, preceding, following);
            if (least <= 1) continue;  // two commands are a clock apart anyway
            const auto rule = std::find_if(device.rules.begin(), device.rules.end(), [&](const machine::TimingRule& r) {
                return r.scope == scope && r.preceding == preceding && r.following == following;
            });
            if (rule == device.rules.end()) {
                list.refuse(fmt::format("lacks a rule of scope {} from {} to {} that keeps their bursts apart on the "
                                        "data bus: expected a delay of at least {} clocks",
                                        name(scope), name(preceding), name(following), least));
            } else if (rule->delay_cycles < least) {
                delays[static_cast<std::size_t>(rule - device.rules.begin())].refuse(
                    fmt::format("expected a delay of at least {} clocks from {} to {}, this is {}: their bursts would "
                                "meet on the data bus",
                                least, name(preceding), name(following), rule->delay_cycles));
            }
        }
    }
}

/// After a refresh something else must get its turn before the next one is due. `delays` are those of device.rules.
void check_refreshes(const machine::DramDevice& device, const std::vector<Value>& delays)
{
    const bool of_banks = device.refresh == machine::RefreshGranularity::per_bank;
    for (std::size_t i = 0; i < device.rules.size(); ++i) {
        const machine::TimingRule& rule = device.rules[i];
        if (rule.preceding != (of_banks ? machine::DramCommand::refresh_bank : machine::DramCommand::refresh)) continue;
        const std::uint64_t turns = of_banks && rule.scope != machine::RuleScope::bank ? device.banks_per_rank() : 1;
        const std::uint64_t ranks = rule.scope == machine::RuleScope::other_rank ? device.ranks : 1;
        const auto limit = static_cast<std::int64_t>(device.refresh_interval_cycles / turns / ranks);
        if (rule.delay_cycles < limit) continue;
        delays[i].refuse(fmt::format("expected a delay below {} clocks, those until the next {} is due, this is {}",
                                     limit, name(rule.preceding), rule.delay_cycles));
    }
}

}  // namespace

void read_rules(const Value& list, machine::DramDevice& device, const Timings& timings)
{
    constexpr std::uint64_t longest_window = 64;
    std::vector<Value> delays;
    bool all_good = true;
    for (const Value& element : elements(list)) {
        MappingReader reader(element);
        machine::TimingRule rule;
        bool good = reader.required("scope", rule.scope, machine::rule_scope_names, "where both commands go");
        good = reader.required("preceding", rule.preceding, machine::dram_command_names, "the first command") && good;
        good = reader.required("following", rule.following, machine::dram_command_names, "the one that waits") && good;
        reader.optional("window", rule.window, Whole{1, longest_window}, "it waits for the so-many-th last");
        const Value delay = reader.required_value("delay", "clocks: a sum of timings, numbers and burst");
        const bool has_delay = delay && read_delay(delay, rule.delay_cycles, timings);
        reader.finish();
        good = good && is_kept(reader, rule);
        const bool repeated =
            std::any_of(device.rules.begin(), device.rules.end(), [&](const machine::TimingRule& other) {
                return other.scope == rule.scope && other.preceding == rule.preceding &&
                       other.following == rule.following && other.window == rule.window;
            });
        if (good && repeated) reader.refuse("another rule has the same scope, commands and window");
        all_good = all_good && good && has_delay && !repeated;
        if (!good) continue;
        device.rules.push_back(rule);
        delays.push_back(delay);
    }
    // What is missing because it was diagnosed is not said again.
    if (!list || list.node->kind != NodeKind::list || !all_good || !timings.complete) return;
    check_data_bus(list, device, delays);
    if (device.refresh_interval_cycles > 0) check_refreshes(device, delays);
}

}  // namespace deltasim::config
