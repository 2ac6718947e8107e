// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

// Who simulates what, among processes that share a results store. A claim is a lock that the kernel takes back when the
// process ends, in whatever way, so none is ever stale.

namespace deltasim::experiment
{

class Claims
{
public:
    /// Of the processes that name the same file, which stays empty. Throws StoreError.
    explicit Claims(const std::filesystem::path& file);
    ~Claims();
    Claims(const Claims&) = delete;
    Claims& operator=(const Claims&) = delete;

    /// Claims the simulation of this hash; false where another process has it. Throws StoreError.
    [[nodiscard]] bool claim(const std::string& hash);
    /// Which process has the simulation of this hash, of this machine; 0 where none is known.
    [[nodiscard]] pid_t holder(const std::string& hash) const;
    void release(const std::string& hash);

private:
    int descriptor_ = -1;
    std::filesystem::path file_;
};

}  // namespace deltasim::experiment
