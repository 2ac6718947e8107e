// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/savings_row.hpp"

// Handles rows without figures: the other rows are shown, and the command fails at the end.

namespace deltasim::app
{

template <class Row>
[[nodiscard]] std::vector<const experiment::SavingsRow*> pointers_to(const std::vector<Row>& rows)
{
    std::vector<const experiment::SavingsRow*> all;
    for (const Row& row : rows) all.push_back(&row);
    return all;
}

/// One line for each of the first rows with an error, and one line that counts the others.
[[nodiscard]] std::vector<std::string> failure_lines(const std::vector<const experiment::SavingsRow*>& rows);

template <class Row>
[[nodiscard]] std::vector<std::string> failure_lines(const std::vector<Row>& rows)
{
    return failure_lines(pointers_to(rows));
}

/// Throws RunFailed with these lines, if there are any. The rows may be of any type that is a SavingsRow.
void refuse_failures(const std::vector<const experiment::SavingsRow*>& rows);

template <class Row>
void refuse_failures(const std::vector<Row>& rows)
{
    refuse_failures(pointers_to(rows));
}

}  // namespace deltasim::app
