// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiment/results/named_values.hpp"

// What a row must be to be shown.

namespace deltasim::experiment
{

struct RowCondition {
    std::string key;
    std::string comparison;  ///< = != < <= > >=
    /// One of these; a single number where the comparison is of order. Nothing: the row has no such value.
    std::vector<std::optional<std::string>> values;

    /// Of the row's value under the key.
    [[nodiscard]] bool holds(const Scalar& value) const;
};

/// `KEY=VALUE[,VALUE...]`, or with another comparison; a value with commas or spaces at its ends is put in quotes.
/// Throws InputError, which names the option.
[[nodiscard]] RowCondition row_condition(const std::string& text);

/// A word on values that none of the rows has; empty where there is nothing to say. `values`: of the rows under the
/// key.
[[nodiscard]] std::string unknown_values(const RowCondition& condition, const std::vector<Scalar>& values);

}  // namespace deltasim::experiment
