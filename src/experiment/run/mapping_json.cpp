// SPDX-License-Identifier: MIT
#include "experiment/run/mapping_json.hpp"

#include <algorithm>
#include <string>

#include "schedule/row_split.hpp"

namespace deltasim::experiment
{

namespace
{

using Json = nlohmann::ordered_json;

Json level_json(const model::MappingLevel& level, bool outermost)
{
    Json json{{"memory", level.memory}};
    if (!outermost) {
        json["tile"] = Json::object();
        for (std::size_t d = 0; d < dimension_count; ++d) {
            if (level.tile[d] > 0) json["tile"][std::string(dimension_names[d])] = level.tile[d];
        }
        json["keep"] = Json::array();
        for (const Tensor tensor : level.keep) json["keep"].push_back(name_of(tensor));
        json["buffers"] = level.buffers;
    }
    for (const Dimension dimension : level.order) json["order"].push_back(name_of(dimension));
    return json;
}

Json nest_json(const model::NestMapping& mapping)
{
    Json json = Json::array();
    for (std::size_t l = 0; l < mapping.levels.size(); ++l) json.push_back(level_json(mapping.levels[l], l == 0));
    Json array = Json::object();
    if (mapping.rows) array["rows"] = name_of(*mapping.rows);
    if (mapping.columns) array["columns"] = name_of(*mapping.columns);
    json.push_back({{"array", array}});
    return json;
}

Json phase_json(const model::PhaseMapping& mapping)
{
    if (const auto* rule = std::get_if<model::MappingRule>(&mapping)) {
        return model::mapping_rule_names[*rule];
    }
    return nest_json(std::get<model::NestMapping>(mapping));
}

/// The place in `json` of the mapping of these loops.
Json& place_of(const model::MappedLoops& loops, Json& json)
{
    const bool of_all = loops.layer == model::MappingConfig::every_layer;
    Json& layer = of_all ? json : json["layers"][std::to_string(loops.layer)];
    return (loops.first_sample ? layer["first_sample"] : layer)[std::string(name_of(loops.phase))];
}

}  // namespace

Json mapping_json(const model::MappingConfig& mapping)
{
    if (mapping.own.empty()) return phase_json(mapping.otherwise);
    Json json = Json::object();
    for (const auto& [loops, own] : mapping.own) place_of(loops, json) = phase_json(own);
    return json;
}

Json mapping_json(const schedule::Program& program, const std::vector<model::MappedLoops>& loops,
                  const std::vector<std::optional<model::NestMapping>>& nests)
{
    // The word `streaming` alone would also say that each array lies in one memory.
    const bool streams = std::none_of(nests.begin(), nests.end(), [](const auto& nest) { return nest.has_value(); });
    if (streams && !schedule::has_parts(program)) return "streaming";
    Json json{{"layers", Json::object()}};
    for (std::size_t n = 0; n < nests.size(); ++n) {
        place_of(loops[n], json) = nests[n] ? nest_json(*nests[n]) : Json("streaming");
    }
    return json;
}

}  // namespace deltasim::experiment
