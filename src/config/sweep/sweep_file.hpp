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

// The structure of a sweep's file: an experiment's keys, which all points share, and its own keys `grid`, `points`,
// `skip` and `columns`.

namespace deltasim::config
{

/// A key and the values that a sweep gives it.
struct SweepAxis {
    std::string key_path;
    std::vector<Node> values;  ///< at least one
};

/// Every combination of the values of its axes; the last axis changes fastest. A single point has axes of one value
/// each.
struct SweepGrid {
    std::vector<SweepAxis> axes;

    /// Throws OverflowError.
    [[nodiscard]] std::uint64_t size() const;
};

/// The values of a key for which points are skipped: one of `values`, or, where there are none, a number within the
/// bounds.
struct SkipCondition {
    std::string key_path;
    SourceLocation location;
    std::vector<std::string> values;
    std::optional<double> at_least;
    std::optional<double> at_most;

    [[nodiscard]] bool holds(const std::string& value) const;
};

/// A rule skips the points that meet all its conditions.
using SkipRule = std::vector<SkipCondition>;

struct SweepFile {
    Node base;  ///< an experiment's tree
    std::vector<SweepGrid> grids;
    std::vector<SkipRule> skips;
    std::vector<SweepColumn> columns;
};

/// Stands, as a key of a grid, point, skip rule or column, for the simulated schedule.
inline constexpr std::string_view schedule_key = "schedule";

/// Takes a sweep's tree apart. Where `model` or `processor` of the base is a list, the list becomes an axis of every
/// grid that has no such axis itself. The columns are the named ones, followed by every other axis.
[[nodiscard]] SweepFile read_sweep_file(Node root, Diagnostics& diagnostics);

/// Describes the keys that a sweep has beside those of an experiment.
void describe_sweep(const Value& sweep);

/// A value as tables and skip rules show it: a scalar's text, a mapping's name if it has one, or the bare number of a
/// figure with a source.
[[nodiscard]] std::string plain_value(const Node& node);

}  // namespace deltasim::config
