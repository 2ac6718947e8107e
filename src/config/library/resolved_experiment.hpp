// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "config/library/resolve.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"

// Turns an experiment's tree into plain data.

namespace deltasim::config
{

/// Replaces names by what they stand for, applies the overrides, and reads the tree.
[[nodiscard]] ExperimentConfig read_resolved(Node& root, Resolver& resolver,
                                             const std::vector<ParsedOverride>& overrides, const KnownNames& known,
                                             Diagnostics& diagnostics);

/// Writes the defaults into a resolved experiment, so that its text is complete.
void write_defaults(Node& root);

}  // namespace deltasim::config
