// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "rooms.hpp"

// All that a results store holds, as text, and changes to it that no command makes.

namespace deltasim::test
{

/// Every row of every table, in the order of their keys.
[[nodiscard]] std::string dump_of(const std::filesystem::path& store);

/// How many rows a query gives.
[[nodiscard]] std::size_t count_in(const std::filesystem::path& store, const std::string& query);

/// Changes a store by SQL.
void execute_in(const std::filesystem::path& store, const std::string& sql);

/// Makes a database of another program.
void make_foreign_database(const std::filesystem::path& file);

}  // namespace deltasim::test
