// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "config/document/diagnostics.hpp"
#include "config/document/override.hpp"
#include "config/library/place.hpp"

// Overrides within a cost table. Every figure there needs a source. A figure that the user sets has none, and becomes
// an assumption of the run. Figures behind a reference to a CACTI table or an ERT can be set like those that are
// written out.

namespace deltasim::config
{

/// True if the override changes a reference in a cost table (its file, action or technology). It must then be applied
/// before overrides of the figures behind that reference.
[[nodiscard]] bool changes_reference(const ParsedOverride& given);

/// Sets a value of the cost table `costs` at `path`, from key number `depth` of the override on.
void set_cost(Node& costs, const std::string& path, const ParsedOverride& given, std::size_t depth,
              Diagnostics& diagnostics);

/// The same for a value that is set as a whole at this place: a cost table, or something that contains one.
void assume_bare_figures(Node& value, Place place);

}  // namespace deltasim::config
