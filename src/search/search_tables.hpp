// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "report/table.hpp"
#include "search/search_result.hpp"

// Shows a search as tables, and writes its mappings as files.

namespace deltasim::search
{

/// Names are stable: add, do not rename.
[[nodiscard]] experiment::Json search_json(const SearchResult& result);

[[nodiscard]] std::vector<report::Table> search_tables(const SearchResult& result);

/// The text of a mapping file, in the form of `configs/mappings`.
[[nodiscard]] std::string mapping_file(const std::string& name, const std::string& description,
                                       const experiment::Json& mapping);

}  // namespace deltasim::search
