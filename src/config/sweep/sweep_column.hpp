// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/diagnostic.hpp"

// What tables of a sweep show of its points' configuration.

namespace deltasim::config
{

/// A column: the value of a key.
struct SweepColumn {
    std::string name;
    std::string key_path;
    SourceLocation location;
};

/// A column's value of one group of points.
struct ColumnValue {
    std::string text;
    bool is_number = false;
    bool of_costs = false;  ///< of a cost table, and so not of a run under other prices

    friend bool operator==(const ColumnValue&, const ColumnValue&) = default;
};

}  // namespace deltasim::config
