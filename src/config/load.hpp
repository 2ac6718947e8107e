// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/document/override.hpp"
#include "config/library/file_kind.hpp"
#include "config/library/library.hpp"
#include "config/library/targets.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"
#include "config/readers/training_reader.hpp"

// Reads YAML files into checked plain data. All errors of an input are found before any is reported.

namespace deltasim::config
{

/// Reads an experiment, applies the overrides, resolves every name and checks everything. Throws InputError with every
/// diagnostic.
[[nodiscard]] ExperimentConfig load_experiment(const std::filesystem::path& file,
                                               const std::vector<Override>& overrides, const SearchPath& search_path,
                                               const KnownNames& known);

/// A DRAM device, read without a processor.
struct LoadedDevice {
    machine::DramDevice device;
    std::map<std::string, std::string> assumed;  ///< key path of an assumed figure -> reason
};

/// Reads a DRAM device. `name` is a name of the library or a path that ends in .yaml; diagnostics call it `origin`. The
/// overrides have paths below the device, such as `timing_cycles.tREFI`. Throws InputError with every diagnostic.
[[nodiscard]] LoadedDevice load_dram_device(const std::string& name, const std::string& origin,
                                            const std::vector<Override>& overrides, const SearchPath& search_path);

/// Reads a cost table. `name` is a name of the library or a path that ends in .yaml; diagnostics call it `origin`.
/// Throws InputError with every diagnostic.
[[nodiscard]] machine::CostTable load_cost_table(const std::string& name, const std::string& origin,
                                                 const SearchPath& search_path);

/// The kind of a file; nothing where it cannot be read or has no kind.
[[nodiscard]] std::optional<FileKind> kind_of_file(const std::filesystem::path& file);

/// Checks one file of any kind (experiment, sweep, model, processor, DRAM device, cost table, targets); its keys tell
/// the kind. Returns the kind in words. For a sweep, `progress` is called with the number of groups checked so far and
/// the number of all groups, and may throw. Throws InputError with every diagnostic.
std::string check_file(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       const SearchPath& search_path, const KnownNames& known,
                       const std::function<void(std::uint64_t done, std::uint64_t total)>& progress);

}  // namespace deltasim::config
