// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "core/enum_names.hpp"
#include "experiment/results/savings_row.hpp"
#include "report/plot/figure.hpp"

// Makes figures for papers from rows.

namespace deltasim::experiment
{

enum class PlotKind : std::uint8_t { savings, breakdown, roofline, pareto, sweep, heatmap };
inline constexpr EnumNames<PlotKind, 6> plot_kind_names{
    {"savings", "breakdown", "roofline", "pareto", "sweep", "heatmap"}};

struct PlotRequest {
    PlotKind kind = PlotKind::savings;
    /// Key of the column along the x axis, for `sweep` and `pareto`; empty: the first axis, or the time.
    std::string x{};
    /// Key of the column along the y axis, or of the colour of `heatmap`; empty: energy, or the ratio.
    std::string y{};
    std::string by{};  ///< key of the column with one curve for each of its values; empty: the schedule, or the model
};

/// Throws InputError, which names the option, if the rows have no such figure.
[[nodiscard]] report::Figure figure_of(const StoredResult& rows, const PlotRequest& request);

}  // namespace deltasim::experiment
