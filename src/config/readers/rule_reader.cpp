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

/// Diagnoses an error that depends on several timings. The error is placed at one of `names` that was put in, since the
/// others were in their file before; else at `value`.
void refuse(const Value& value, const Timings& timings, const std::vector<std::string>& names,
            const std::string& message)
{
    for (const std::string& name : names) {
        const auto found = timings.settings.find(name);
        if (found == timings.settings.end()) continue;
        const bool is_this = found->second.path.ends_with(value.path);
        value.context.diagnostics->add(found->second.location, found->second.path,
                                       is_this ? message : fmt::format("{}: {}", value.path, message));
        return;
    }
    value.refuse(message);
}

std::vector<std::string> names_of(const Timings& timings)
{
    std::vector<std::string> names;
    for (const auto& [name, setting] : timings.settings) names.push_back(name);
    return names;
}

/// The timings in the sum of a delay that were put in.
std::vector<std::string> names_in(const Value& delay, const Timings& timings)
{
    std::vector<std::string> names = names_of(timings);
    std::erase_if(names, [&](const std::string& name) {
        std::map<std::string, std::uint64_t> others = timings.clocks;
        others[name] = others[name] == 0 ? 1 : 0;
        const auto sum = evaluate_delay(delay.node->text, timings.clocks);
        const auto other = evaluate_delay(delay.node->text, others);
        return std::get<std::int64_t>(sum) == std::get<std::int64_t>(other);
    });
    return names;
}

bool read_delay(const Value& value, std::int64_t& target, const Timings& timings)
{
    if (value.asked != nullptr) return describe(value, {FormKind::text});
    if (value.node->kind != NodeKind::scalar) return value.refuse_as_not("a sum of timings such as CL + burst");
    const auto delay = evaluate_delay(value.node->text, timings.clocks);
    if (const auto* error = std::get_if<DelayError>(&delay)) {
        SourceLocation location = value.node->location();
        // The column within a scalar that runs over several lines, or has escapes, is not worked out.
        if (location.line > 0) location.column += static_cast<int>(error->position) + (value.node->quoted ? 1 : 0);
        value.context.diagnostics->add(location, value.path, error->message);
        return false;
    }
    target = std::get<std::int64_t>(delay);
    if (target >= 0) return true;
    // A sum of timings that were diagnosed must not be judged.
    if (timings.complete) {
        refuse(value, timings, names_in(value, timings),
               fmt::format("expected a delay of at least 0 clocks, found {}", target));
    }
    return false;
}

std::string_view name(machine::DramCommand command) { return machine::dram_command_names[command]; }
std::string_view name(machine::RuleScope scope) { return machine::rule_scope_names[scope]; }

/// Refuses a rule that the controller would not check. The controller keeps one last command of each kind, except for
/// the activates of a rank; before the refresh of a rank it waits only for commands of the rank as a whole. A row that
/// is closed by auto-precharge delays only its own bank.
bool is_kept(const MappingReader& reader, const machine::TimingRule& rule)
{
    const bool activates =
        rule.preceding == machine::DramCommand::activate && rule.following == machine::DramCommand::activate;
    if (rule.window > 1 && !(activates && rule.scope == machine::RuleScope::rank)) {
        reader.refuse("only a rule from activate to activate with scope rank may have a window above 1");
        return false;
    }
    if (rule.following == machine::DramCommand::refresh && rule.scope != machine::RuleScope::rank) {
        reader.refuse(fmt::format("a refresh is for a whole rank: expected scope rank, not {}", name(rule.scope)));
        return false;
    }
    if (rule.following == machine::DramCommand::refresh_bank && rule.preceding == machine::DramCommand::precharge &&
        rule.scope != machine::RuleScope::bank) {
        reader.refuse(
            fmt::format("refresh_bank waits only for the precharge of its own bank: expected scope bank, not {}",
                        name(rule.scope)));
        return false;
    }
    return true;
}

/// The clocks from `preceding` to `following` that keep their two bursts apart on the data bus.
std::int64_t least_delay(const machine::DramDevice& device, machine::DramCommand preceding,
                         machine::DramCommand following)
{
    const auto latency = [&](machine::DramCommand command) {
        return static_cast<std::int64_t>(command == machine::DramCommand::read ? device.read_latency_cycles
                                                                               : device.write_latency_cycles);
    };
    return static_cast<std::int64_t>(device.burst_cycles()) + latency(preceding) - latency(following);
}

/// The rules of whole ranks must keep any two bursts of a channel apart. `delays` are the delays of device.rules.
void check_data_bus(const Value& list, const machine::DramDevice& device, const std::vector<Value>& delays,
                    const Timings& timings)
{
    using enum machine::DramCommand;
    for (const machine::RuleScope scope : {machine::RuleScope::rank, machine::RuleScope::other_rank}) {
        if (scope == machine::RuleScope::other_rank && device.ranks == 1) continue;
        for (const auto& commands : {std::pair{read, read}, {write, write}, {read, write}, {write, read}}) {
            const machine::DramCommand preceding = commands.first;
            const machine::DramCommand following = commands.second;
            const std::int64_t least = least_delay(device, preceding, following);
            if (least <= 1) continue;  // two commands are always at least a clock apart
            const auto rule = std::find_if(device.rules.begin(), device.rules.end(), [&](const machine::TimingRule& r) {
                return r.scope == scope && r.preceding == preceding && r.following == following;
            });
            if (rule == device.rules.end()) {
                list.refuse(fmt::format("lacks a rule of scope {} from {} to {} that keeps their bursts apart on the "
                                        "data bus: expected a delay of at least {} clocks",
                                        name(scope), name(preceding), name(following), least));
            } else if (rule->delay_cycles < least) {
                const Value& delay = delays[static_cast<std::size_t>(rule - device.rules.begin())];
                std::vector<std::string> names = names_in(delay, timings);
                names.insert(names.end(), {"CL", "CWL"});
                refuse(delay, timings, names,
                       fmt::format("expected a delay of at least {} clocks from {} to {}, found {}: their bursts would "
                                   "overlap on the data bus",
                                   least, name(preceding), name(following), rule->delay_cycles));
            }
        }
    }
}

/// The longest delay from one command to another.
std::int64_t longest_delay(const machine::DramDevice& device, machine::DramCommand preceding,
                           machine::DramCommand following)
{
    std::int64_t longest = 0;
    for (const machine::TimingRule& rule : device.rules) {
        const bool holds = rule.preceding == preceding && rule.following == following &&
                           (rule.scope != machine::RuleScope::other_rank || device.ranks > 1);
        if (holds) longest = std::max(longest, rule.delay_cycles);
    }
    return longest;
}

/// The clocks that it takes to open, access and close a row before a refresh, whatever came before.
std::int64_t row_cycle(const machine::DramDevice& device, machine::DramCommand refreshes)
{
    using enum machine::DramCommand;
    const auto delay = [&](machine::DramCommand preceding, machine::DramCommand following) {
        return longest_delay(device, preceding, following);
    };
    const std::int64_t open = std::max(delay(activate, read), delay(activate, write));
    const std::int64_t turn =
        std::max({delay(read, read), delay(read, write), delay(write, read), delay(write, write)});
    const std::int64_t close = std::max(delay(read, precharge), delay(write, precharge));
    return std::max(open + turn + close, delay(activate, precharge)) + delay(precharge, refreshes);
}

/// Between two refreshes there must be time for requests; otherwise each request would wait for many refreshes, or for
/// ever. `delays` are the delays of device.rules.
void check_refreshes(const Value& list, const machine::DramDevice& device, const std::vector<Value>& delays,
                     const Timings& timings)
{
    constexpr std::int64_t most_waited_for = 16;
    const bool of_banks = device.refresh == machine::RefreshGranularity::per_bank;
    const machine::DramCommand refreshes =
        of_banks ? machine::DramCommand::refresh_bank : machine::DramCommand::refresh;
    const auto interval = static_cast<std::int64_t>(device.refresh_interval_cycles);
    const auto banks = static_cast<std::int64_t>(of_banks ? device.banks_per_rank() : 1);
    const std::int64_t row = row_cycle(device, refreshes);
    std::uint64_t lengths = 0;
    for (const std::uint64_t length : device.command_cycles) lengths += length;
    // The time between refreshes must make up for the time that a row takes.
    const std::int64_t room = static_cast<std::int64_t>(lengths * device.ranks) + row / most_waited_for;
    const auto why = [&] {
        return fmt::format(
            "it takes {} clocks to open, use and close a row, and no request may wait for more than {} refreshes", row,
            most_waited_for);
    };
    if (interval / banks <= room) {
        std::vector<std::string> names = names_of(timings);
        names.insert(names.begin(), "tREFI");
        refuse(timings.interval ? timings.interval : list, timings, names,
               fmt::format("expected more than {} clocks, or 0 for no refresh, found {}: {}", room * banks, interval,
                           why()));
        return;
    }
    for (std::size_t i = 0; i < device.rules.size(); ++i) {
        const machine::TimingRule& rule = device.rules[i];
        if (rule.preceding != refreshes) continue;
        const std::int64_t turns = of_banks && rule.scope != machine::RuleScope::bank ? banks : 1;
        const auto ranks = static_cast<std::int64_t>(rule.scope == machine::RuleScope::other_rank ? device.ranks : 1);
        const std::int64_t due = interval / turns / ranks;
        if (rule.delay_cycles < due - room) continue;
        std::vector<std::string> names = names_in(delays[i], timings);
        names.emplace_back("tREFI");
        refuse(delays[i], timings, names,
               fmt::format(
                   "expected a delay below {} clocks, found {}, since by tREFI the next {} is due after {} clocks: {}",
                   due - room, rule.delay_cycles, name(rule.preceding), due, why()));
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
        bool good = reader.required(
            "scope", rule.scope, machine::rule_scope_names,
            "which pairs of commands the rule is for: both to the same bank, group or rank, or to different ranks");
        good = reader.required("preceding", rule.preceding, machine::dram_command_names, "the first command") && good;
        good =
            reader.required("following", rule.following, machine::dram_command_names, "the command that waits") && good;
        reader.optional("window", rule.window, Whole{1, longest_window},
                        "it waits for the last preceding command (1), for the fourth last (4, as for tFAW), and so on");
        const Value delay = reader.required_value(
            "delay", "clocks between the two: a sum of timings, numbers and burst (the clocks of a burst)");
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
    // Errors that follow from one already diagnosed are not reported.
    if (!list || list.node->kind != NodeKind::list || !all_good || !timings.complete) return;
    check_data_bus(list, device, delays, timings);
    if (device.refresh_interval_cycles > 0) check_refreshes(list, device, delays, timings);
}

}  // namespace deltasim::config
