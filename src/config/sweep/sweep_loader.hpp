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

// A sweep's points, loaded group by group: a sweep of thousands is never in memory as a whole.

namespace deltasim::config
{

/// The resolved YAML of an experiment in parts, which many points share. One after the other, they are the experiment
/// but for its schedules.
struct ConfigurationTexts {
    std::string model;
    std::string processor;  ///< with its own costs, where the experiment names none
    std::string costs;      ///< empty where they are the processor's own
    std::string training;   ///< the rest: classes, training without schedules and baseline, placement
};

/// Points that differ in nothing but their schedule.
struct SweepGroup {
    ExperimentConfig experiment;         ///< of one model and one processor
    std::vector<std::string> schedules;  ///< those to simulate, the baseline first; never empty
    ConfigurationTexts texts;
    std::vector<std::pair<std::string, ColumnValue>> columns;  ///< by name; of a key that is not there, none
};

class SweepLoader
{
public:
    /// Reads the sweep's file and checks its shape. `overrides` are of what all points share. Throws
    /// InputError.
    SweepLoader(const std::filesystem::path& file, const std::vector<Override>& overrides,
                const SearchPath& search_path, const KnownNames& known);
    ~SweepLoader();
    SweepLoader(const SweepLoader&) = delete;
    SweepLoader& operator=(const SweepLoader&) = delete;

    /// The sweep's file, as it was named.
    [[nodiscard]] const std::string& file() const;
    /// The sweep's YAML, with what the command line has set of its own keys.
    [[nodiscard]] const std::string& text() const;
    /// The columns, and where they are named.
    [[nodiscard]] const std::vector<SweepColumn>& columns() const;
    /// Groups, those included that are skipped.
    [[nodiscard]] std::uint64_t size() const;
    /// A group, or nothing where all its points are skipped. Throws InputError for what is wrong with it.
    [[nodiscard]] std::optional<SweepGroup> load(std::uint64_t group);
    /// Throws InputError for keys of `skip` and `columns` that none of the groups loaded so far has.
    void check_keys() const;

private:
    class Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace deltasim::config
