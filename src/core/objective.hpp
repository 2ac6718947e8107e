// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "core/enum_names.hpp"

// What a search minimises.

namespace deltasim
{

/// `edp`: energy times time.
enum class Objective : std::uint8_t { energy, time, edp };
inline constexpr EnumNames<Objective, 3> objective_names{{"energy", "time", "edp"}};

[[nodiscard]] constexpr std::string_view name_of(Objective objective) { return objective_names[objective]; }

[[nodiscard]] constexpr double value_of(Objective objective, double energy, double seconds)
{
    return objective == Objective::energy ? energy : objective == Objective::time ? seconds : energy * seconds;
}

}  // namespace deltasim
