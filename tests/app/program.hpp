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

// The built program as a user meets it: arguments go in; an exit code, two streams of text, and files in a folder come
// out.

namespace deltasim::test
{

struct Outcome {
    int code = 0;  ///< exit code, or 128 + the signal that ended it
    std::string out;
    std::string err;
};

/// True if `done` becomes true within two minutes. The time is long since the machine may be busy; only a failing test
/// takes it.
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

/// The running program, in a process group of its own.
class Running
{
public:
    /// `out`: the file for its stdout, in place of Outcome::out; `in`: its stdin.
    Running(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
            const std::filesystem::path& out = {}, const std::filesystem::path& in = "/dev/null");
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool has_ended();
    /// What it has written to stderr so far.
    [[nodiscard]] std::string said() const;
    /// Waits until it has used processor time, and so has started; fails if it ends before that.
    void wait_for_work();
    /// Its child processes that have used at least this much processor time, in clock ticks.
    [[nodiscard]] std::vector<pid_t> children(std::uint64_t least_time = 0) const;
    /// Waits until it has `count` children, all of them working; fails if it ends before that.
    [[nodiscard]] std::vector<pid_t> wait_for_children(std::size_t count);
    /// Waits until it ends.
    Outcome wait();

private:
    void take_status(int status);
    template <class Condition>
    void wait_until(const Condition& done);

    pid_t pid_ = -1;
    bool ended_ = false;
    int code_ = 0;
    std::filesystem::path streams_;  ///< folder of the files with its stdout and stderr
};

/// An empty folder in which the program runs; it is removed at the end.
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

    /// Runs the program here to its end; none of its streams is a terminal.
    [[nodiscard]] Outcome run(const std::vector<std::string>& arguments) const
    {
        return Running(path_, arguments).wait();
    }

private:
    std::filesystem::path path_;
};

/// A head of 5-4-3 on a small machine with a flat DRAM, including prices: nothing is looked up.
extern const char* const small_experiment;

/// `text` with the first occurrence of `from` replaced.
[[nodiscard]] std::string with(std::string text, const std::string& from, const std::string& to);

/// A sweep of one point that takes long if every step is simulated.
[[nodiscard]] std::string one_long_point();

}  // namespace deltasim::test
