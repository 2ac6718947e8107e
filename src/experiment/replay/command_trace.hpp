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

// Writes the commands of a DRAM in order of time, as CSV: cycle, command, channel, rank, bank group within the rank,
// bank within the group, row, column in bursts. A value that a command does not have is empty; a precharge without a
// bank closes all banks of the rank. An auto-precharge has no line: it belongs to its read or write. If a channel is
// idle for more than ten thousand rounds of refreshes, one line with two more values stands for many: how often the
// command is issued, the first time at the cycle of the line, and how many clocks apart. When a rank enters or leaves
// power-down or self-refresh, this is a line of its own.

namespace deltasim::experiment
{

class CommandTrace final : public dram::CommandObserver
{
public:
    /// Throws OutputError, as the other members do.
    CommandTrace(const std::filesystem::path& file, const machine::DramDevice& device);

    void on_command(const dram::IssuedCommand& command) override;
    void on_idle(const dram::IdleChange& change) override;
    /// Writes the lines that were held back, and moves the file to its place.
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
    std::exception_ptr failure_;  ///< why a line could not be written
    std::uint32_t groups_a_rank_;
    std::uint32_t banks_a_group_;
    /// The newest clock of each channel. No further command of a channel is older than this by more than the window of
    /// its bus. So an idle channel holds back the lines of the others.
    std::vector<Cycles> newest_;
    std::priority_queue<Held, std::vector<Held>, std::greater<>> held_;
    std::uint64_t commands_ = 0;
    std::string line_;
};

}  // namespace deltasim::experiment
