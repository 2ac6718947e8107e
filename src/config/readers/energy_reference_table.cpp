// SPDX-License-Identifier: MIT
#include "config/readers/energy_reference_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "config/document/mapping_reader.hpp"
#include "config/document/yaml_reader.hpp"

namespace deltasim::config
{

namespace
{

/// Removes the ranges of instances, which any part of a path may have: `sys.PE[0..3].mac[0..7]` becomes `sys.PE.mac`.
std::string without_ranges(const std::string& path)
{
    std::string bare;
    bool in_range = false;
    for (const char c : path) {
        in_range = in_range || c == '[';
        if (!in_range) bare += c;
        in_range = in_range && c != ']';
    }
    return bare;
}

/// A component as its path names it.
ErtComponent component_of(const std::string& path, const SourceLocation& location)
{
    const std::string bare = without_ranges(path);
    return {bare.substr(bare.rfind('.') + 1), path, bare, {}, location};
}

ErtAction& action_of(ErtComponent& component, const std::string& name, const SourceLocation& location)
{
    for (ErtAction& action : component.actions) {
        if (action.name == name) return action;
    }
    return component.actions.emplace_back(ErtAction{.name = name, .location = location});
}

/// Reads one combination of arguments of an action.
void read_energy(MappingReader& reader, ErtAction& action)
{
    double energy = 0.0;
    if (reader.required("energy", energy, NonNegative{})) action.energy_pj = std::max(action.energy_pj, energy);
    const Value arguments = reader.optional_value("arguments");
    if (!arguments || arguments.node->kind != NodeKind::mapping) return;
    double seconds = 0.0;
    if (MappingReader(arguments).optional("global_cycle_seconds", seconds, Positive{})) action.cycle_seconds = seconds;
}

/// Versions 0.3 and 0.4: lists whose elements have names.
void read_list(const Value& tables, std::vector<ErtComponent>& components)
{
    for (const Value& value : elements(tables)) {
        MappingReader reader(value);
        std::string path;
        if (!reader.required("name", path, Line{})) continue;
        ErtComponent component = component_of(path, value.node->location());
        for (const Value& element : elements(reader.required_value("actions"))) {
            MappingReader action(element);
            std::string name;
            if (!action.required("name", name, Line{})) continue;
            read_energy(action, action_of(component, name, element.node->location()));
        }
        components.push_back(std::move(component));
    }
}

/// Version 0.2: mappings by name; an action has one energy, or a list of energies for its arguments.
void read_map(const Value& tables, std::vector<ErtComponent>& components)
{
    MappingReader reader(tables);
    for (const MappingReader::Entry& entry : reader.entries()) {
        ErtComponent component = component_of(entry.key, entry.key_location);
        MappingReader actions(entry.value);
        for (const MappingReader::Entry& given : actions.entries()) {
            ErtAction& action = action_of(component, given.key, given.key_location);
            if (given.value.node->kind != NodeKind::list) {
                MappingReader energy(given.value);
                read_energy(energy, action);
                continue;
            }
            for (const Value& element : elements(given.value)) {
                MappingReader energy(element);
                read_energy(energy, action);
            }
        }
        components.push_back(std::move(component));
    }
}

}  // namespace

std::optional<EnergyReferenceTable> read_energy_reference_table(const std::filesystem::path& file,
                                                                Diagnostics& diagnostics)
{
    const std::size_t before = diagnostics.all().size();
    const std::optional<Node> root = read_yaml_file(file, diagnostics);
    if (!root) return std::nullopt;
    MappingReader reader(root_value(*root, "", {&diagnostics, nullptr}));
    if (!reader.has("ERT") && reader.has("ERT_summary")) {
        reader.refuse("expected an energy reference table, found the summary of one; its ERT is the file beside it");
        return std::nullopt;
    }
    constexpr std::array<std::string_view, 3> versions{"0.2", "0.3", "0.4"};
    MappingReader ert(reader.required_value("ERT"));
    std::size_t version = 0;
    const Value version_value = ert.required_value("version");
    const bool known = version_value && read_position(version_value, version, versions);
    const Value tables = ert.required_value("tables");
    EnergyReferenceTable table{file, {}};
    if (known && tables && version == 0) read_map(tables, table.components);
    if (known && tables && version != 0) read_list(tables, table.components);
    if (diagnostics.all().size() != before) return std::nullopt;
    return table;
}

}  // namespace deltasim::config
