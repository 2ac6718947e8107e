// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <queue>
#include <string>
#include <variant>
#include <vector>

#include "dram/command_observer.hpp"
#include "os/file_writer.hpp"

// Writes a DRAM's commands in order of time, as CSV: cycle, command, channel, rank, bank group within the rank, bank
// within the group, row, column in bursts. What a command does not name is left empty; a precharge of no bank is of all
// banks of the rank. Auto-precharges are part of their read or write. Where a channel is idle for more than ten
// thousand rounds of refreshes, a line with two values more stands for many: how often the command is given, the first
// time at the line's cycle, and how many clocks apart. Where a rank goes to power-down or self-refresh, and leaves it,
// are lines between.

namespace deltasim::experiment
{

class CommandTrace final : public dram::CommandObserver
{
public:
    /// Throws OutputError, as do the others.
    CommandTrace(const std::filesystem::path& file, const machine::DramDevice& device);

    void on_command(const dram::IssuedCommand& command) override;
    void on_idle(const dram::IdleChange& change) override;
    /// Writes what is still held back, and puts the file in its place.
    void close();

private:
    struct Held {
        Cycles clock;
        std::uint64_t number;  ///< in the order in which they came
        std::variant<dram::IssuedCommand, dram::IdleChange> what;

        friend bool operator>(const Held& a, const Held& b)
        {
            return a.clock != b.clock ? a.clock > b.clock : a.number > b.number;
        }
    };

    void hold(std::uint32_t channel, Held held);
    void write(const dram::IssuedCommand& command);
    void write(const dram::IdleChange& change);
    void write_line(std::uint64_t repeats, Cycles interval);
    void write_first();
    void write_before(Cycles clock);

    os::FileWriter file_;
    std::exception_ptr failure_;  ///< what kept a line from being written
    std::uint32_t groups_a_rank_;
    std::uint32_t banks_a_group_;
    /// No command of a channel will come that is older than its newest by the window of its bus. A channel that idles
    /// so holds back the others'.
    std::vector<Cycles> newest_;
    std::priority_queue<Held, std::vector<Held>, std::greater<>> held_;
    std::uint64_t commands_ = 0;
    std::string line_;
};

}  // namespace deltasim::experiment
