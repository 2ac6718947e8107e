// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/diagnostic.hpp"

// Columns in tables of a sweep that show its points' configuration.

namespace deltasim::config
{

/// A column: the value of a key.
struct SweepColumn {
    std::string name;
    std::string key_path;
    SourceLocation location;
};

/// The value of a column for one group of points.
struct ColumnValue {
    std::string text;
    bool is_number = false;
    bool of_costs = false;  ///< part of a cost table: it does not hold for a run that is priced by another table

    friend bool operator==(const ColumnValue&, const ColumnValue&) = default;
};

}  // namespace deltasim::config
