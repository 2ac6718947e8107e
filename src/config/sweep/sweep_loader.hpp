// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/document/override.hpp"
#include "config/library/search_path.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"
#include "config/sweep/sweep_column.hpp"

// Loads a sweep's points group by group, so that a sweep of thousands is never in memory as a whole.

namespace deltasim::config
{

/// The resolved YAML of an experiment, in parts that many points share. Concatenated, the parts are the experiment
/// without its schedules.
struct ConfigurationTexts {
    std::string model;
    std::string processor;  ///< includes the processor's own costs, where the experiment names none
    std::string costs;      ///< empty where the processor's own costs apply
    std::string training;   ///< the rest: classes, training without schedules and baseline, placement
};

/// Points that differ only in their schedule.
struct SweepGroup {
    ExperimentConfig experiment;         ///< with one model and one processor
    std::vector<std::string> schedules;  ///< the schedules to simulate, the baseline first; never empty
    ConfigurationTexts texts;
    std::vector<std::pair<std::string, ColumnValue>> columns;  ///< by name; a column whose key is absent has no entry
};

class SweepLoader
{
public:
    /// Reads the sweep's file and checks its structure. `overrides` apply to all points. Throws InputError.
    SweepLoader(const std::filesystem::path& file, const std::vector<Override>& overrides,
                const SearchPath& search_path, const KnownNames& known);
    ~SweepLoader();
    SweepLoader(const SweepLoader&) = delete;
    SweepLoader& operator=(const SweepLoader&) = delete;

    /// The sweep's file, as the user named it.
    [[nodiscard]] const std::string& file() const;
    /// The sweep's YAML, including changes of its own keys by the command line.
    [[nodiscard]] const std::string& text() const;
    /// The columns, with the places where they are named.
    [[nodiscard]] const std::vector<SweepColumn>& columns() const;
    /// The number of groups, including skipped ones.
    [[nodiscard]] std::uint64_t size() const;
    /// Loads a group. Returns nothing where all its points are skipped. Throws InputError with every error in the
    /// group.
    [[nodiscard]] std::optional<SweepGroup> load(std::uint64_t group);
    /// Throws InputError for keys of `skip` and `columns` that no group loaded so far has.
    void check_keys() const;

private:
    class Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace deltasim::config
