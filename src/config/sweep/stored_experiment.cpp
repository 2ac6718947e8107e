// SPDX-License-Identifier: MIT
#include "config/sweep/stored_experiment.hpp"

#include <fmt/format.h>

#include <optional>

#include "config/document/diagnostics.hpp"
#include "config/document/override.hpp"
#include "config/document/yaml_reader.hpp"
#include "config/library/resolved_experiment.hpp"

namespace deltasim::config
{

ExperimentConfig stored_experiment(const ConfigurationTexts& texts, const std::vector<std::string>& schedules,
                                   const std::string& origin, const SearchPath& search_path, const KnownNames& known)
{
    Diagnostics diagnostics(origin);
    // Each text is a mapping with keys of its own.
    std::optional<Node> root =
        read_yaml_text(texts.model + texts.processor + texts.costs + texts.training, origin, diagnostics);
    if (!root) diagnostics.throw_if_any();
    const std::vector<ParsedOverride> overrides =
        parse_overrides({{"training.schedules", fmt::format("[{}]", fmt::join(schedules, ", "))},
                         {"training.baseline", schedules.front()}},
                        diagnostics);
    Resolver resolver(search_path, diagnostics);
    ExperimentConfig experiment = read_resolved(*root, resolver, overrides, known, diagnostics);
    diagnostics.throw_if_any();
    experiment.location.file = origin;
    return experiment;
}

}  // namespace deltasim::config
