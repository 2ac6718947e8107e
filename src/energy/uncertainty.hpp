// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/run_counts.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"

// How far energies and savings can move while every figure of a cost table stays in its range. Energy is linear in the
// figures, so a saving is a linear-fractional function of them, and its extremes are found exactly.

namespace deltasim::energy
{

/// The range of a figure without one of its own: so much of its value up and down.
inline constexpr double assumed_spread = 0.3;

/// What one figure contributes to an energy: quantity times figure.
struct UncertainPart {
    std::string key;        ///< the figure's, such as `register_file_pj`
    double quantity = 0.0;  ///< energy per unit of the figure
    double low = 0.0;
    double high = 0.0;
    bool is_stated = false;  ///< whether the table states the range
};

struct Interval {
    double low = 0.0;
    double high = 0.0;
};

/// The energy of price() taken apart by figure. In the datasheet view of a DRAM the energies of its commands and its
/// background, which are not linear in the currents, stand for figures: `dram.activate` and so on. Throws what price()
/// throws.
[[nodiscard]] std::vector<UncertainPart> uncertain_parts(const RunCounts& counts,
                                                         const machine::ProcessorConfig& processor,
                                                         const machine::CostTable& costs);

/// The least and the largest energy.
[[nodiscard]] Interval energy_interval(const std::vector<UncertainPart>& parts);

/// The least and the largest of E_baseline / E, where both energies take the same figures at a time. Nothing where
/// either may be 0.
///
/// R = sum c_k b_k / sum c_k e_k grows with c_k just where b_k / e_k > R. At the largest R every figure therefore is at
/// an end of its range: at the upper one where b_k / e_k is above R, else at the lower one. So only as many choices are
/// left as there are places to cut the figures sorted by b_k / e_k in two; the best of these is the maximum. The
/// minimum is one over the largest E / E_baseline.
[[nodiscard]] std::optional<Interval> ratio_interval(const std::vector<UncertainPart>& baseline,
                                                     const std::vector<UncertainPart>& parts);

}  // namespace deltasim::energy
