// SPDX-License-Identifier: MIT
#include "config/readers/ert_figures.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/document/beside.hpp"
#include "config/document/mapping_reader.hpp"
#include "config/readers/energy_reference_table.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
{

namespace
{

constexpr Whole widest_action{1, 65536};

bool is_power(std::string_view key) { return key.find("_mw") != std::string_view::npos; }
bool is_per_bit(std::string_view key) { return key.ends_with("_per_bit"); }

/// `, did you mean ...`, or else a list of every known name.
std::string hint(const std::string& name, const std::vector<std::string>& known)
{
    const std::string nearest = suggestion(name, known);
    return nearest.empty() ? fmt::format(", it has {}", fmt::join(known, ", ")) : nearest;
}

struct ErtFigure {
    double value = 0.0;
    std::string source;
};

class ErtFigures
{
public:
    ErtFigures(std::optional<EnergyReferenceTable> table, Diagnostics& diagnostics)
        : table_(std::move(table)), diagnostics_(diagnostics)
    {
    }

    /// `key`: the key of the figure that contains the node.
    void replace_below(Node& node, const std::string& path, const std::string& key)
    {
        for (Member& member : node.members) {
            const bool is_assumption = member.key == "assumed";
            const std::string& figure_key = is_assumption ? key : member.key;
            const std::string below = member_path(path, member.key, member.value);
            if (!is_ert_reference(member.value)) {
                replace_below(member.value, below, figure_key);
                continue;
            }
            replace(member.value, below, figure_key, is_assumption);
        }
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            replace_below(node.items[i], element_path(path, i, node.items[i]), key);
        }
    }

    /// Replaces a reference by its figure, or by a bare number where it is an assumption.
    void replace(Node& reference, const std::string& path, const std::string& key, bool is_assumption) const
    {
        const auto figure = figure_of(reference, path, key);
        Node node = refused(reference);
        if (figure) {
            const Node number = scalar_node(fmt::format("{}", figure->value), false, reference);
            node = is_assumption ? number : with_source(number, figure->source);
        }
        reference = std::move(node);
    }

private:
    static Node refused(const Node& place)
    {
        Node node = mapping_node(place);
        node.kind = NodeKind::refused;
        return node;
    }

    static Node with_source(const Node& number, const std::string& source)
    {
        Node node = mapping_node(number);
        set_member(node, "value", number, number.location());
        set_member(node, "source", scalar_node(source, true, number), number.location());
        return node;
    }

    [[nodiscard]] const ErtComponent* find_component(const Value& value, const std::string& name) const
    {
        std::vector<const ErtComponent*> found;
        std::vector<std::string> names;
        std::vector<std::string> paths;
        for (const ErtComponent& component : table_->components) {
            if (component.path == name) return &component;
            names.push_back(component.name);
            names.push_back(component.path);
            if (component.name != name && component.bare_path != name) continue;
            found.push_back(&component);
            paths.push_back(component.path);
        }
        if (found.size() == 1) return found.front();
        if (found.empty()) {
            std::sort(names.begin(), names.end());
            names.erase(std::unique(names.begin(), names.end()), names.end());
            value.refuse(
                fmt::format("{} has no component {}{}", table_->file.string(), quoted_text(name), hint(name, names)));
        } else {
            value.refuse(fmt::format("{} has several components \"{}\", expected the whole path of one of them: {}",
                                     table_->file.string(), name, fmt::join(paths, ", ")));
        }
        return nullptr;
    }

    [[nodiscard]] static const ErtAction* find_action(const Value& value, const ErtComponent& component,
                                                      const std::string& name)
    {
        std::vector<std::string> names;
        for (const ErtAction& action : component.actions) {
            if (action.name == name) return &action;
            names.push_back(action.name);
        }
        value.refuse(fmt::format("component \"{}\" at {}:{} has no action {}{}", component.path,
                                 component.location.file, component.location.line, quoted_text(name),
                                 hint(name, names)));
        return nullptr;
    }

    std::optional<ErtFigure> figure_of(const Node& reference, const std::string& path, const std::string& key) const
    {
        MappingReader outer(root_value(reference, path, {&diagnostics_, nullptr}));
        const Value value = outer.required_value("ert");
        outer.finish();
        MappingReader reader(value);
        std::string component_name;
        std::string action_name;
        bool good = reader.required("component", component_name, Line{});
        good = reader.required("action", action_name, Line{}) && good;
        double times = 1.0;
        good = (reader.optional("times", times, Positive{}) || !reader.has("times")) && good;
        std::uint64_t width_bits = 1;
        if (is_per_bit(key)) good = reader.required("width_bits", width_bits, widest_action) && good;
        double own_cycle = 0.0;
        if (is_power(key)) reader.optional("cycle_seconds", own_cycle, Positive{});
        reader.finish();
        if (!table_) return std::nullopt;  // its error was reported already
        if (!good) return std::nullopt;
        const ErtComponent* component = find_component(reader.optional_value("component"), component_name);
        if (component == nullptr) return std::nullopt;
        const ErtAction* action = find_action(reader.optional_value("action"), *component, action_name);
        if (action == nullptr) return std::nullopt;

        ErtFigure figure{action->energy_pj * times,
                         fmt::format("Accelergy ERT {}:{}, component {}, action {}", table_->file.filename().string(),
                                     action->location.line, component->path, action->name)};
        if (times != 1.0) figure.source += fmt::format(", {:g} times", times);
        if (is_per_bit(key)) {
            figure.value /= static_cast<double>(width_bits);
            figure.source += fmt::format(", of {} bits", width_bits);
        }
        if (is_power(key)) {
            if (own_cycle > 0.0 && action->cycle_seconds && *action->cycle_seconds != own_cycle) {
                reader.refuse(fmt::format("cycle_seconds is {:g}, but the action's global_cycle_seconds is {:g}",
                                          own_cycle, *action->cycle_seconds));
                return std::nullopt;
            }
            const double cycle = action->cycle_seconds.value_or(own_cycle);
            if (!(cycle > 0.0)) {
                reader.refuse("missing required key \"cycle_seconds\", as the action has no argument "
                              "global_cycle_seconds");
                return std::nullopt;
            }
            figure.value *= 1e-9 / cycle;  // pJ per clock to mW
            figure.source += fmt::format(", a clock of {:g} s", cycle);
        }
        return figure;
    }

    std::optional<EnergyReferenceTable> table_;
    Diagnostics& diagnostics_;
};

/// The place of any one reference to an ERT, if there is one.
const Node* any_reference(const Node& node)
{
    if (is_ert_reference(node)) return &node;
    for (const Member& member : node.members) {
        if (const Node* found = any_reference(member.value)) return found;
    }
    for (const Node& item : node.items) {
        if (const Node* found = any_reference(item)) return found;
    }
    return nullptr;
}

}  // namespace

namespace
{

/// Reads the table that the key `ert` of a cost table names. Diagnoses a table that cannot be read, and returns
/// nothing.
std::optional<EnergyReferenceTable> table_of(const Node& file, const std::string& path, Diagnostics& diagnostics)
{
    const Value value = root_value(file, member_path(path, "ert", file), {&diagnostics, nullptr});
    std::string text;
    if (!value || !read(value, text, Line{})) return std::nullopt;
    return read_energy_reference_table(beside(file), diagnostics);
}

void refuse_without_table(const Node& reference, Diagnostics& diagnostics)
{
    diagnostics.add(reference.location(), "",
                    "names an action of an ERT, and the cost table has no key \"ert\" that names its file");
}

}  // namespace

void describe_ert_reference(const Value& figure)
{
    MappingReader outer(figure);
    MappingReader reader(outer.required_value("ert", "an action of the table's ERT stands for the figure"));
    std::string text;
    double number = 0.0;
    std::uint64_t whole = 0;
    reader.required("component", text, Line{}, "the component's name, or its whole path");
    reader.required("action", text, Line{}, "its name");
    reader.optional("times", number, Positive{}, "how many of these actions make one of ours; default: 1");
    read(reader.optional_value("width_bits", "for a figure per bit: the bits that one action moves"), whole,
         widest_action);
    read(reader.optional_value("cycle_seconds", "for a power: seconds of a clock cycle, if the ERT does not give them"),
         number, Positive{});
}

void describe_ert_file(MappingReader& costs)
{
    if (costs.valid()) return;  // the key has been removed from the real table, and its reader does not know it
    if (const Value file = costs.optional_value("ert", "the path of an energy reference table (ERT) of Accelergy")) {
        std::string text;
        read(file, text, Line{});
    }
}

bool is_ert_reference(const Node& node)
{
    const Node* ert = node.kind == NodeKind::mapping ? node.find("ert") : nullptr;
    return ert != nullptr && ert->kind == NodeKind::mapping;
}

void put_ert_figure(Node& figure, const std::string& key, const Node& costs, const std::string& path,
                    Diagnostics& diagnostics)
{
    const Node* const file = costs.find("ert");
    if (file == nullptr) refuse_without_table(figure, diagnostics);
    auto table = file == nullptr ? std::nullopt : table_of(*file, path, diagnostics);
    ErtFigures(std::move(table), diagnostics)
        .replace(figure, figure.rooted_path.value_or(path + "." + key), key, false);
}

void put_ert_figures(Node& costs, const std::string& path, Diagnostics& diagnostics)
{
    if (costs.kind != NodeKind::mapping) return;
    const Node* file = costs.find("ert");
    if (file != nullptr && file->kind == NodeKind::refused) return;
    std::optional<EnergyReferenceTable> table;
    if (file != nullptr) {
        table = table_of(*file, path, diagnostics);
    } else if (const Node* reference = any_reference(costs)) {
        refuse_without_table(*reference, diagnostics);
    } else {
        return;
    }
    std::erase_if(costs.members, [](const Member& member) { return member.key == "ert"; });
    ErtFigures(std::move(table), diagnostics).replace_below(costs, path, "");
}

}  // namespace deltasim::config
