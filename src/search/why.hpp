// SPDX-License-Identifier: MIT
#pragma once

#include "report/table.hpp"
#include "search/search_result.hpp"

// Why a mapping is better than another: which words it does not move, and where the energy goes instead.

namespace deltasim::search
{

/// Compares the best mapping of every schedule with `auto` and with the runner-up.
[[nodiscard]] report::Table why_table(const SearchResult& result);

}  // namespace deltasim::search
