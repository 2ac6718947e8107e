// SPDX-License-Identifier: MIT
#include "experiment/run/mapping_search.hpp"

#include "core/diagnostic.hpp"

namespace deltasim::experiment
{

void require_searched(const model::MappingConfig& mapping, const std::string& experiment_file)
{
    if (!mapping.is_to_be_searched()) return;
    throw InputError({{SourceLocation{experiment_file}, "mapping",
                       "best is looked for by run, compare, explain and sweep alone: expected a mapping that is known, "
                       "such as auto or a file of search --out"}});
}

}  // namespace deltasim::experiment
