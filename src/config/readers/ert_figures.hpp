// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/value.hpp"

// Figures of a cost table that are taken from Accelergy's ERT: `{ert: {component: shared_glb, action: read}}`, with the
// table's key `ert` naming the file.

namespace deltasim::config
{

class MappingReader;

/// Says how a figure is taken from an ERT, and how a cost table names the ERT's file.
void describe_ert_reference(const Value& figure);
void describe_ert_file(MappingReader& costs);

/// Whether this is `{ert: {...}}`.
[[nodiscard]] bool is_ert_reference(const Node& node);

/// Puts the figure in place of one such mapping, `figure`, which `costs` has under `key`.
void put_ert_figure(Node& figure, const std::string& key, const Node& costs, const std::string& path,
                    Diagnostics& diagnostics);

/// Puts the figure, with its source, in place of every such mapping in a cost table, and a bare number where it stands
/// in `assumed:`; then takes `ert` away.
///
/// The figure's key says what is made of the action's picojoules: they are divided by `width_bits` of the action for
/// `..._pj_per_bit`, and by a clock for a power in mW (`leak` is of one clock of one instance), which is the ERT's
/// global_cycle_seconds or our `cycle_seconds`. `times` tells how many actions make one of ours, 1 unless told. A
/// component goes by its name, the last part of its path without ranges of instances (`mac` of `sys.PE[0..3].mac`), or
/// by its whole path, which tells those of one name apart.
void put_ert_figures(Node& costs, const std::string& path, Diagnostics& diagnostics);

}  // namespace deltasim::config
