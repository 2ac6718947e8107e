// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "config/document/diagnostics.hpp"
#include "config/document/override.hpp"
#include "config/library/place.hpp"

// Overrides within a cost table. A figure there needs its source; one that is set has none, and is an assumption of the
// run. What a reference to a CACTI table or to an ERT stands for can be set like what is written out.

namespace deltasim::config
{

/// Whether the override changes what a reference in a cost table refers to (its file, its action, its technology), and
/// so is to come before those of what the reference stands for.
[[nodiscard]] bool changes_reference(const ParsedOverride& given);

/// Sets a value of the cost table `costs` at `path`, from the key number `depth` of the override on.
void set_cost(Node& costs, const std::string& path, const ParsedOverride& given, std::size_t depth,
              Diagnostics& diagnostics);

/// The same for a value that is set at this place as a whole: a cost table, or what has one.
void assume_bare_figures(Node& value, Place place);

}  // namespace deltasim::config
