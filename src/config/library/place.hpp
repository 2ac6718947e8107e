// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "config/library/library.hpp"

// The places of a configuration at which the name of something may stand in its stead.

namespace deltasim::config
{

enum class Place : std::uint8_t { experiment, model, processor, dram, dram_device, cost_table, mapping, other };

/// The place of a key's value, or of each of the elements of the list that it is.
[[nodiscard]] Place place_below(Place place, std::string_view key);

/// Where a name at this place is looked up; nothing where none may stand.
[[nodiscard]] std::optional<Library> library_of(Place place);

}  // namespace deltasim::config
