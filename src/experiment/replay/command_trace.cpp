// SPDX-License-Identifier: MIT
#include "experiment/replay/command_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>

#include "dram/command_bus.hpp"

namespace deltasim::experiment
{

CommandTrace::CommandTrace(const std::filesystem::path& file, const machine::DramDevice& device)
    : file_(file), groups_a_rank_(static_cast<std::uint32_t>(device.bank_groups)),
      banks_a_group_(static_cast<std::uint32_t>(device.banks_per_group)), newest_(device.channels, Cycles(0))
{
    file_.write("cycle,command,channel,rank,bank_group,bank,row,column\n");
}

void CommandTrace::on_command(const dram::IssuedCommand& command)
{
    hold(command.at.channel, {command.clock, commands_++, command});
}

void CommandTrace::on_idle(const dram::IdleChange& change)
{
    hold(change.channel, {change.clock, commands_++, change});
}

void CommandTrace::hold(std::uint32_t channel, Held held)
{
    const Cycles clock = held.clock;
    held_.push(std::move(held));
    Cycles& newest = newest_[channel];
    if (clock <= newest) return;
    newest = clock;
    write_before(*std::min_element(newest_.begin(), newest_.end()) - Cycles(dram::CommandBus::window));
}

void CommandTrace::close()
{
    while (!held_.empty()) write_first();
    if (failure_) std::rethrow_exception(failure_);
    file_.close();
}

void CommandTrace::write_before(Cycles clock)
{
    while (!held_.empty() && held_.top().clock < clock) write_first();
}

void CommandTrace::write_first()
{
    std::visit([&](const auto& what) { write(what); }, held_.top().what);
    held_.pop();
}

void CommandTrace::write(const dram::IdleChange& change)
{
    line_.clear();
    fmt::format_to(std::back_inserter(line_), "{},{}{},{},{},,,,", change.clock.value(),
                   machine::idle_state_names[change.state], change.begins ? "" : "_exit", change.channel, change.rank);
    write_line(change.repeats, change.interval);
}

void CommandTrace::write(const dram::IssuedCommand& command)
{
    const bool is_column =
        command.command == machine::DramCommand::read || command.command == machine::DramCommand::write;
    const bool has_row = is_column || command.command == machine::DramCommand::activate;
    const dram::BankAddress& bank = command.at.bank;
    line_.clear();
    const auto to = std::back_inserter(line_);
    fmt::format_to(to, "{},{}{},{},{},", command.clock.value(), machine::dram_command_names[command.command],
                   command.auto_precharge ? "_auto_precharge" : "", command.at.channel, bank.rank);
    if (!command.whole_rank) fmt::format_to(to, "{}", bank.group % groups_a_rank_);
    line_ += ',';
    if (!command.whole_rank) fmt::format_to(to, "{}", bank.bank % banks_a_group_);
    line_ += ',';
    if (has_row) fmt::format_to(to, "{}", command.at.row);
    line_ += ',';
    if (is_column) fmt::format_to(to, "{}", command.at.column);
    write_line(command.repeats, command.interval);
}

void CommandTrace::write_line(std::uint64_t repeats, Cycles interval)
{
    if (repeats > 1) fmt::format_to(std::back_inserter(line_), ",{},{}", repeats, interval.value());
    line_ += '\n';
    // The results are shown first: close() reports an error of the list.
    try {
        if (!failure_) file_.write(line_);
    } catch (const std::exception&) {
        failure_ = std::current_exception();
    }
}

}  // namespace deltasim::experiment
