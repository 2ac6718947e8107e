// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

// Waiting for other processes that have a database locked: as long as they do, and not in silence.

namespace deltasim::experiment
{

class LockWait
{
public:
    /// Of a database, as the user calls it and as it lies there.
    LockWait(std::filesystem::path file, std::filesystem::path real_file);

    /// Waits for a moment, for the first time where `tries` is 0. False where it is in vain: the user asked to stop, or
    /// this file system has no locks, which SQLite takes for a lock of somebody else. `files`: the databases of which
    /// one is locked.
    [[nodiscard]] bool wait(int tries, const std::vector<std::filesystem::path>& files);
    /// Why locks cannot be had at all, where that is so.
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
