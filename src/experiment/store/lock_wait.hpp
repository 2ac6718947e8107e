// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

// Waits for other processes that have locked a database, as long as they do, and tells the user.

namespace deltasim::experiment
{

class LockWait
{
public:
    /// For a database: its name as the user gave it, and the file to which links lead.
    LockWait(std::filesystem::path file, std::filesystem::path real_file);

    /// Waits for a moment; `tries` is 0 for the first time. Returns false if waiting is useless: the user asked to
    /// stop, or this file system has no locks, which SQLite reports like a lock of another process. `files`: the
    /// databases, of which one is locked.
    [[nodiscard]] bool wait(int tries, const std::vector<std::filesystem::path>& files);
    /// Why the file system can have no locks at all; empty if it can.
    [[nodiscard]] const std::string& why_no_locks() const { return why_no_locks_; }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] std::string holder_in_words(const std::vector<std::filesystem::path>& files) const;

    std::filesystem::path file_;
    std::filesystem::path real_file_;
    std::string why_no_locks_;
    Clock::time_point start_;
    Clock::time_point last_word_;
};

}  // namespace deltasim::experiment
