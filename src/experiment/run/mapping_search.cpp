// SPDX-License-Identifier: MIT
#include "experiment/run/mapping_search.hpp"

#include "core/diagnostic.hpp"

namespace deltasim::experiment
{

void require_searched(const model::MappingConfig& mapping, const std::string& experiment_file)
{
    if (!mapping.is_to_be_searched()) return;
    throw InputError({{SourceLocation{experiment_file}, "mapping",
                       "only run, compare, explain and sweep search for the mapping best: expected a known mapping, "
                       "such as auto or a file that search --out wrote"}});
}

}  // namespace deltasim::experiment
