// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "experiment/results/run_parts.hpp"

// Visits the parts of an energy, one after the other.

namespace deltasim::experiment
{

/// Calls `visit(name, energy)` for each part that a run has, but not for the total.
template <class Visit>
void each_part(const EnergyParts& energy, const Visit& visit)
{
    each_field(energy, [&](std::string_view name, const auto& part) {
        if constexpr (std::is_same_v<std::decay_t<decltype(part)>, double>) {
            if (name != "total") visit(std::string(name), part);
        } else {
            if (part) visit(std::string(name), *part);
        }
    });
}

}  // namespace deltasim::experiment
