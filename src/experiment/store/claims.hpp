// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

// Decides who simulates what, among processes that share a results store. A claim is a file lock; the kernel releases
// it when the process ends, in whatever way, so no claim is ever stale.

namespace deltasim::experiment
{

class Claims
{
public:
    /// Claims among the processes that name the same file, which stays empty. Throws StoreError.
    explicit Claims(const std::filesystem::path& file);
    ~Claims();
    Claims(const Claims&) = delete;
    Claims& operator=(const Claims&) = delete;

    /// Claims the simulation with this hash; returns false if another process has it. Throws StoreError.
    [[nodiscard]] bool claim(const std::string& hash);
    /// The process of this machine that has claimed this hash; 0 if none is known.
    [[nodiscard]] pid_t holder(const std::string& hash) const;
    void release(const std::string& hash);

private:
    int descriptor_ = -1;
    std::filesystem::path file_;
};

}  // namespace deltasim::experiment
