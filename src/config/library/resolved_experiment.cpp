// SPDX-License-Identifier: MIT
#include "config/library/resolved_experiment.hpp"

#include "config/readers/experiment_reader.hpp"
#include "config/readers/search_reader.hpp"
#include "config/readers/training_reader.hpp"

namespace deltasim::config
{

ExperimentConfig read_resolved(Node& root, Resolver& resolver, const std::vector<ParsedOverride>& overrides,
                               const KnownNames& known, Diagnostics& diagnostics)
{
    resolver.resolve(root, Place::experiment, overrides);
    ExperimentConfig experiment = read_experiment(root_value(root, "", {&diagnostics, nullptr}), known);
    experiment.location = {root.location().file, 0, 0};
    return experiment;
}

void write_defaults(Node& root)
{
    if (root.find("training") == nullptr) set_member(root, "training", mapping_node(root), root.location());
    write_training_defaults(*root.find("training"));
    write_search_defaults(root);
}

}  // namespace deltasim::config
