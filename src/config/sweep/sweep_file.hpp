// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/document/diagnostics.hpp"
#include "config/document/node.hpp"
#include "config/document/override.hpp"
#include "config/document/value.hpp"
#include "config/sweep/sweep_column.hpp"

// The shape of a sweep's file: an experiment's keys, which all points share, and beside them `grid`, `points`, `skip`
// and `columns`.

namespace deltasim::config
{

/// A key and the values that a sweep gives it.
struct SweepAxis {
    std::string key_path;
    std::vector<Node> values;  ///< at least one
};

/// Every combination of the values of its axes, the last axis fastest. A point written out has axes of one value.
struct SweepGrid {
    std::vector<SweepAxis> axes;

    /// Throws OverflowError.
    [[nodiscard]] std::uint64_t size() const;
};

/// What a value must be for a point to be skipped: one of `values`, or, where there are none, a number within bounds.
struct SkipCondition {
    std::string key_path;
    SourceLocation location;
    std::vector<std::string> values;
    std::optional<double> at_least;
    std::optional<double> at_most;

    [[nodiscard]] bool holds(const std::string& value) const;
};

/// A point is skipped that meets all conditions of a rule.
using SkipRule = std::vector<SkipCondition>;

struct SweepFile {
    Node base;  ///< an experiment's tree
    std::vector<SweepGrid> grids;
    std::vector<SkipRule> skips;
    std::vector<SweepColumn> columns;
};

/// The key of a grid, a point, a skip rule or a column that stands for the schedule simulated.
inline constexpr std::string_view schedule_key = "schedule";

/// Takes a sweep's tree apart. A `model` or `processor` of the base that is a list is an axis of every grid without one
/// of its own. The columns are those named, then every other axis.
[[nodiscard]] SweepFile read_sweep_file(Node root, Diagnostics& diagnostics);

/// Says what a sweep has beside the keys of an experiment.
void describe_sweep(const Value& sweep);

/// A value as tables and skip rules have it: a scalar's text, the name of a mapping that has one, the bare number of a
/// figure with its source.
[[nodiscard]] std::string plain_value(const Node& node);

}  // namespace deltasim::config
