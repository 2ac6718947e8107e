// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/experiment.hpp"

// From YAML files to checked plain data. All errors of an input are found before any is reported.

namespace deltasim
{

/// Where a name such as `vgg16` is looked up: models/ and configs/{processors,dram,costs}/ below each root, in order.
struct SearchPath {
    std::vector<std::filesystem::path> roots;
};

/// One `--set key.path=value` of the command line, split at the first `=`.
struct Override {
    std::string key_path;
    std::string value;  ///< YAML
    /// What the user typed, for messages; empty: `--set KEY=VALUE`.
    std::string origin{};
};

/// What experiments may name but only higher rooms know.
struct KnownNames {
    std::vector<std::string> schedules;
};

/// Reads an experiment, applies the overrides, resolves every name and checks it all.
/// Throws InputError with every diagnostic.
[[nodiscard]] ExperimentConfig load_experiment(const std::filesystem::path& file,
                                               const std::vector<Override>& overrides, const SearchPath& search_path,
                                               const KnownNames& known);

/// A DRAM device by itself.
struct LoadedDevice {
    DramDevice device;
    std::map<std::string, std::string> assumed;  ///< key path of an assumed figure -> reason
};

/// Reads a DRAM device: `name` is one of the library's, or a path that ends in .yaml; diagnostics call it `origin`. The
/// overrides are of the device's own keys, `timing_cycles.tREFI`. Throws InputError with every diagnostic.
[[nodiscard]] LoadedDevice load_dram_device(const std::string& name, const std::string& origin,
                                            const std::vector<Override>& overrides, const SearchPath& search_path);

/// Reads a cost table: `name` is one of the library's, or a path that ends in .yaml; diagnostics call it `origin`.
/// Throws InputError with every diagnostic.
[[nodiscard]] CostTable load_cost_table(const std::string& name, const std::string& origin,
                                        const SearchPath& search_path);

/// Checks one file of any kind (experiment, sweep, model, processor, DRAM device, cost table, targets), told apart by
/// its keys. Returns the kind in words. Throws InputError with every diagnostic.
std::string check_file(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       const SearchPath& search_path, const KnownNames& known);

/// The kinds of thing that are found by name.
enum class Library { models, processors, dram, costs };

/// Every name of a library with its one-line description, sorted by name; the first root that has a name wins. A file
/// that cannot be read is listed with its error in place of the description.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> list_library(Library library,
                                                                            const SearchPath& search_path);

/// Every target (a data set) with its number of classes and description, sorted by name. Throws InputError.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> list_targets(const SearchPath& search_path);

/// Every key of `training`, its default as YAML, and what it means.
struct TrainingKey {
    std::string key;
    std::string default_value;
    std::string meaning;
};
[[nodiscard]] std::vector<TrainingKey> training_keys();

}  // namespace deltasim
