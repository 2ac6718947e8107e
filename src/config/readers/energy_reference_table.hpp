// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/document/diagnostics.hpp"

// Accelergy's energy reference table (ERT), versions 0.2, 0.3 and 0.4: the picojoules of every action of every
// component. It has no widths, sizes or latencies.

namespace deltasim::config
{

struct ErtAction {
    std::string name;
    /// The largest energy over all combinations of arguments, as Timeloop takes it; for `leak`, the energy of one
    /// clock.
    double energy_pj = 0.0;
    std::optional<double> cycle_seconds{};  ///< the argument global_cycle_seconds, where it is given
    SourceLocation location{};
};

struct ErtComponent {
    std::string name;       ///< the last part of the path, without [first..last]
    std::string path;       ///< as written
    std::string bare_path;  ///< `path` without [first..last]
    std::vector<ErtAction> actions{};
    SourceLocation location{};
};

struct EnergyReferenceTable {
    std::filesystem::path file;
    std::vector<ErtComponent> components;
};

/// Returns nothing where anything is wrong, which is diagnosed. Keys that we do not need are ignored: the format is not
/// ours.
[[nodiscard]] std::optional<EnergyReferenceTable> read_energy_reference_table(const std::filesystem::path& file,
                                                                              Diagnostics& diagnostics);

}  // namespace deltasim::config
