// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/savings_row.hpp"

// Rows without figures: the others are shown, and the command ends as one that failed.

namespace deltasim::app
{

template <class Row>
[[nodiscard]] std::vector<const experiment::SavingsRow*> pointers_to(const std::vector<Row>& rows)
{
    std::vector<const experiment::SavingsRow*> all;
    for (const Row& row : rows) all.push_back(&row);
    return all;
}

/// A line for each of the first rows that have an error, and one on how many more there are.
[[nodiscard]] std::vector<std::string> failure_lines(const std::vector<const experiment::SavingsRow*>& rows);

template <class Row>
[[nodiscard]] std::vector<std::string> failure_lines(const std::vector<Row>& rows)
{
    return failure_lines(pointers_to(rows));
}

/// Throws RunFailed with those lines, if there are any. Rows of any kind that is a SavingsRow.
void refuse_failures(const std::vector<const experiment::SavingsRow*>& rows);

template <class Row>
void refuse_failures(const std::vector<Row>& rows)
{
    refuse_failures(pointers_to(rows));
}

}  // namespace deltasim::app
