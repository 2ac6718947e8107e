// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "rooms.hpp"

// The built program as a user meets it: arguments in, exit code and two streams of text out, files in a folder.

namespace deltasim::test
{

struct Outcome {
    int code = 0;  ///< exit code, or 128 + the signal that ended it
    std::string out;
    std::string err;
};

/// Whether `done` becomes true within two minutes. Only what is wrong takes as long: a machine may be busy.
template <class Condition>
[[nodiscard]] bool soon(const Condition& done)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (!done()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

/// The program at work, with a process group of its own.
class Running
{
public:
    /// `out`: where its stdout goes instead of to Outcome::out; `in`: what its stdin is.
    Running(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
            const std::filesystem::path& out = {}, const std::filesystem::path& in = "/dev/null");
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool has_ended();
    /// What it has written to stderr so far.
    [[nodiscard]] std::string said() const;
    /// Waits until it has used processor time and so is past its start; fails where it ends before that.
    void wait_for_work();
    /// Processes that it has started and that have used so much processor time, in clock ticks.
    [[nodiscard]] std::vector<pid_t> children(std::uint64_t least_time = 0) const;
    /// Waits until it has as many children, all of them at work; fails where it ends before that.
    [[nodiscard]] std::vector<pid_t> wait_for_children(std::size_t count);
    /// Waits for its end.
    Outcome wait();

private:
    void take_status(int status);
    template <class Condition>
    void wait_until(const Condition& done);

    pid_t pid_ = -1;
    bool ended_ = false;
    int code_ = 0;
    std::filesystem::path streams_;  ///< folder of what it writes to stdout and stderr
};

/// An empty folder to run the program in, removed in the end.
class Folder
{
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    void write(const std::filesystem::path& file, const std::string& text) const;
    [[nodiscard]] std::string read(const std::filesystem::path& file) const;
    /// Every file below `folder`, sorted.
    [[nodiscard]] std::vector<std::string> files(const std::filesystem::path& folder) const;

    /// Runs the program here to its end; nothing is a terminal.
    [[nodiscard]] Outcome run(const std::vector<std::string>& arguments) const
    {
        return Running(path_, arguments).wait();
    }

private:
    std::filesystem::path path_;
};

/// A head of 5-4-3 on a small machine with a flat DRAM, prices included: nothing is looked up.
extern const char* const small_experiment;

/// `text` with the first `from` replaced.
[[nodiscard]] std::string with(std::string text, const std::string& from, const std::string& to);

/// A sweep of one point that takes long where every step is simulated.
[[nodiscard]] std::string one_long_point();

}  // namespace deltasim::test
