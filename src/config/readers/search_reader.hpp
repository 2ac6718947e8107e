// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"

// Reads `search:` of an experiment.

namespace deltasim::config
{

/// Parses `500` (simulated steps), or `90s`, `5min`, `2h`. Returns nothing for other text.
[[nodiscard]] std::optional<SearchBudget> parse_search_budget(std::string_view text);

/// Says what is expected as a budget.
inline constexpr std::string_view budget_in_words = "a number of steps, or a time such as 90s, 5min or 2h";

[[nodiscard]] SearchConfig read_search(const Value& value);

/// Writes the defaults of the search into a resolved experiment, if its mapping is to be searched.
void write_search_defaults(Node& root);

/// True if the mapping of a resolved experiment is to be searched.
[[nodiscard]] bool is_to_be_searched(const Node& root);

}  // namespace deltasim::config
