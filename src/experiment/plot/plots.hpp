// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "core/enum_names.hpp"
#include "experiment/results/savings_row.hpp"
#include "report/plot/figure.hpp"

// Rows as figures for papers.

namespace deltasim::experiment
{

enum class PlotKind : std::uint8_t { savings, breakdown, roofline, pareto, sweep, heatmap };
inline constexpr EnumNames<PlotKind, 6> plot_kind_names{
    {"savings", "breakdown", "roofline", "pareto", "sweep", "heatmap"}};

struct PlotRequest {
    PlotKind kind = PlotKind::savings;
    std::string x{};   ///< key of the column across, of `sweep` and `pareto`; empty: the first axis, or the time
    std::string y{};   ///< key of the column up, or of the colour of `heatmap`; empty: energy, or the ratio
    std::string by{};  ///< key of what curves are apart by; empty: the schedule, or the model
};

/// Throws InputError, which names the option, where rows have no such figure.
[[nodiscard]] report::Figure figure_of(const StoredResult& rows, const PlotRequest& request);

}  // namespace deltasim::experiment
