// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/value.hpp"

// Figures of a cost table that are taken from Accelergy's ERT: `{ert: {component: shared_glb, action: read}}`, with the
// table's key `ert` naming the file.

namespace deltasim::config
{

/// Puts the figure, with its source, in place of every such mapping in a cost table, and a bare number where it stands
/// in `assumed:`; then takes `ert` away.
///
/// The figure's key says what is made of the action's picojoules: they are divided by `width_bits` of the action for
/// `..._pj_per_bit`, and by a clock for a power in mW (`leak` is of one clock of one instance), which is the ERT's
/// global_cycle_seconds or our `cycle_seconds`. `times` tells how many actions make one of ours, 1 unless told. A
/// component goes by its name, or by its whole path where several have the name.
void put_ert_figures(Node& costs, const std::string& path, Diagnostics& diagnostics);

}  // namespace deltasim::config
