// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "os/child_process.hpp"
#include "rooms.hpp"

// The contents of a results store as text, and changes to it that no command makes.

namespace deltasim::test
{

/// Every row of every table, in the order of their keys.
[[nodiscard]] std::string dump_of(const std::filesystem::path& store);

/// The number of rows that a query returns.
[[nodiscard]] std::size_t count_in(const std::filesystem::path& store, const std::string& query);

/// The number of finished points in a store; 0 while it is being created.
[[nodiscard]] std::size_t finished_points(const std::filesystem::path& store);

/// Changes a store by SQL.
void execute_in(const std::filesystem::path& store, const std::string& sql);

/// A process that has locked a store, as a writing process does, until it is told to unlock it.
class StoreLock
{
public:
    explicit StoreLock(const std::filesystem::path& store);

    [[nodiscard]] pid_t holder() const { return static_cast<pid_t>(child_->steps()); }
    void release() { child_.reset(); }

private:
    std::unique_ptr<os::ChildProcess> child_;
};

/// Creates a database of another program.
void make_foreign_database(const std::filesystem::path& file);

}  // namespace deltasim::test
