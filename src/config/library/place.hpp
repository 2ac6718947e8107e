// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "config/library/library.hpp"

// The places in a configuration where a name may stand for a whole document.

namespace deltasim::config
{

enum class Place : std::uint8_t { experiment, model, processor, dram, dram_device, cost_table, mapping, other };

/// The place of a key's value; where the value is a list, the place of each element.
[[nodiscard]] Place place_below(Place place, std::string_view key);

/// The library in which a name at this place is looked up; nothing where no name may stand.
[[nodiscard]] std::optional<Library> library_of(Place place);

}  // namespace deltasim::config
