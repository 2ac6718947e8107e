// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/run_counts.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"

// How far energies and savings can move while every figure of a cost table stays in its range. Energy is linear in the
// figures, so a saving is a linear-fractional function of them, and its extremes can be computed exactly.

namespace deltasim::energy
{

/// The range of a figure that states none: this share of its value up and down.
inline constexpr double assumed_spread = 0.3;

/// The contribution of one figure to an energy: quantity times figure.
struct UncertainPart {
    std::string key;        ///< the key of the figure, such as `register_file_pj`
    double quantity = 0.0;  ///< energy per unit of the figure
    double low = 0.0;
    double high = 0.0;
    bool is_stated = false;  ///< the table states the range
};

struct Interval {
    double low = 0.0;
    double high = 0.0;
};

/// The energy of price() as a sum over figures. In the datasheet view of a DRAM the energies of its commands and its
/// background are not linear in the currents; they count as figures themselves: `dram.activate` and so on. Throws like
/// price().
[[nodiscard]] std::vector<UncertainPart> uncertain_parts(const RunCounts& counts,
                                                         const machine::ProcessorConfig& processor,
                                                         const machine::CostTable& costs);

/// The least and the largest energy.
[[nodiscard]] Interval energy_interval(const std::vector<UncertainPart>& parts);

/// The least and the largest E_baseline / E, where both energies use the same figures. Nothing where either may be 0.
///
/// R = sum c_k b_k / sum c_k e_k grows with c_k exactly where b_k / e_k > R. So at the largest R every figure is at an
/// end of its range: at the upper end where b_k / e_k is above R, else at the lower end. Sort the figures by b_k / e_k:
/// only as many choices remain as there are places to cut this order in two, and the best of them is the maximum. The
/// minimum is the inverse of the largest E / E_baseline.
[[nodiscard]] std::optional<Interval> ratio_interval(const std::vector<UncertainPart>& baseline,
                                                     const std::vector<UncertainPart>& parts);

}  // namespace deltasim::energy
