// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiment/results/savings_row.hpp"
#include "experiment/tables/columns.hpp"
#include "report/plot/figure.hpp"

// Gives figures the names and numbers of rows by the keys of their columns.

namespace deltasim::experiment
{

/// True if all numbers between the two are short without prefixes.
[[nodiscard]] bool is_near_one(double least, double most);

class PlotRows
{
public:
    explicit PlotRows(const StoredResult& stored);

    [[nodiscard]] const std::vector<SavingsRow>& all() const { return stored_.rows; }
    [[nodiscard]] const std::vector<std::string>& axes() const { return stored_.columns; }

    /// The column with this key. Throws InputError, which names `option`.
    [[nodiscard]] const report::Column& column(const std::string& key, const std::string& option) const;
    /// A number in the unit of axis(); nothing if the row has none.
    [[nodiscard]] std::optional<double> number(const SavingsRow& row, const std::string& key) const;
    [[nodiscard]] std::string text(const SavingsRow& row, const std::string& key) const;
    /// An axis with title and unit for the numbers of this column; logarithmic if they are far apart and all above 0.
    [[nodiscard]] report::Axis axis(const std::string& key) const;
    /// True if rows have different values in this column.
    [[nodiscard]] bool differs(const std::string& key) const;
    [[nodiscard]] bool is_number(const std::string& key) const;
    /// The values of a column as text, each once, in the order of the rows.
    [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;
    /// The values in which groups of rows differ, apart from the schedule: `resnet50, eyeriss`.
    [[nodiscard]] std::string group(const SavingsRow& row) const;
    /// The groups in the order of the rows, each once.
    [[nodiscard]] std::vector<std::string> groups() const;

private:
    [[nodiscard]] const ColumnOf<SavingsRow>* find(const std::string& key) const;

    const StoredResult& stored_;
    std::vector<ColumnOf<SavingsRow>> columns_;
    std::vector<std::string> group_keys_;
};

/// The place of a text in a list; it is added if it is missing.
std::size_t place_in(std::vector<std::string>& list, const std::string& text);

}  // namespace deltasim::experiment
