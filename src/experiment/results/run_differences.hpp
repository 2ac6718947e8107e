// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/run_result.hpp"

// Why one run takes more energy than another.

namespace deltasim::experiment
{

/// Reads or writes of a tensor in a memory, or a part of the energy that belongs to no access.
struct EnergyDifference {
    std::string what;
    std::optional<std::string> tensor;
    std::optional<std::string> memory;
    std::optional<std::string> direction;
    double from_pj = 0.0;
    double to_pj = 0.0;
    double change_pj = 0.0;
};

template <>
struct Fields<EnergyDifference> {
    static constexpr auto list = fields(
        field("what", &EnergyDifference::what, "what", "", "accesses of a tensor in a memory, or a part of the energy"),
        field("tensor", &EnergyDifference::tensor, "tensor", "", "null where it is such a part"),
        field("memory", &EnergyDifference::memory, "memory", "", "null where it is such a part"),
        field("direction", &EnergyDifference::direction, "direction", "", "reads or writes; null alike"),
        field("from_pj", &EnergyDifference::from_pj, "from", "pJ", "of the run"),
        field("to_pj", &EnergyDifference::to_pj, "to", "pJ", "of the other"),
        field("change_pj", &EnergyDifference::change_pj, "change", "pJ", "to less from"));
};

/// The differences of two runs' energies, the largest first; they sum to the difference of the totals.
[[nodiscard]] std::vector<EnergyDifference> energy_differences(const RunResult& from, const RunResult& to,
                                                               double part = 1.0);

}  // namespace deltasim::experiment
