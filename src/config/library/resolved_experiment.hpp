// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "config/library/resolve.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"

// An experiment's tree on its way to plain data.

namespace deltasim::config
{

/// Puts in place what names stand for, applies the overrides, and reads the tree.
[[nodiscard]] ExperimentConfig read_resolved(Node& root, Resolver& resolver,
                                             const std::vector<ParsedOverride>& overrides, const KnownNames& known,
                                             Diagnostics& diagnostics);

/// Writes out the defaults of a resolved experiment, so that it says all that it means.
void write_defaults(Node& root);

}  // namespace deltasim::config
