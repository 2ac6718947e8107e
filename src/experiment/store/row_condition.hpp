// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiment/results/named_values.hpp"

// A condition that chooses the rows to show.

namespace deltasim::experiment
{

struct RowCondition {
    std::string key;
    std::string comparison;  ///< = != < <= > >=
    /// The row's value is compared with these; with a single number if the comparison is <, <=, > or >=. An element
    /// that is nothing stands for a row that has no value.
    std::vector<std::optional<std::string>> values;

    /// True if the condition holds for the row's value under the key.
    [[nodiscard]] bool holds(const Scalar& value) const;
};

/// `KEY=VALUE[,VALUE...]`, or with another comparison. Values with commas, or with spaces at their ends, are in quotes.
/// Throws InputError, which names the option.
[[nodiscard]] RowCondition row_condition(const std::string& text);

/// A remark on values that no row has; empty if there is nothing to say. `values`: those of the rows under the key.
[[nodiscard]] std::string unknown_values(const RowCondition& condition, const std::vector<Scalar>& values);

}  // namespace deltasim::experiment
