// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/value.hpp"

// Takes figures of a cost table from Accelergy's ERT: `{ert: {component: shared_glb, action: read}}`. The key `ert` of
// the table names the file.

namespace deltasim::config
{

class MappingReader;

/// Describes how a figure is taken from an ERT, and how a cost table names the ERT's file.
void describe_ert_reference(const Value& figure);
void describe_ert_file(MappingReader& costs);

/// True for `{ert: {...}}`.
[[nodiscard]] bool is_ert_reference(const Node& node);

/// Replaces one such mapping, `figure`, which `costs` has under `key`, by its figure.
void put_ert_figure(Node& figure, const std::string& key, const Node& costs, const std::string& path,
                    Diagnostics& diagnostics);

/// Replaces every such mapping in a cost table by its figure and source (inside `assumed:` by a bare number), then
/// removes the key `ert`.
///
/// The key of the figure decides how the action's picojoules are converted. For `..._pj_per_bit` they are divided by
/// `width_bits` of the action. For a power in mW (`leak` is the energy of one instance in one clock) they are divided
/// by the clock period: the ERT's global_cycle_seconds or our `cycle_seconds`. `times` says how many actions make one
/// of ours; its default is 1. A component is called by its name, the last part of its path without ranges of instances
/// (`mac` for `sys.PE[0..3].mac`), or by its whole path where several components have the same name.
void put_ert_figures(Node& costs, const std::string& path, Diagnostics& diagnostics);

}  // namespace deltasim::config
