// SPDX-License-Identifier: MIT
#include "config/resolve.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "config/cacti_rows.hpp"
#include "config/ert_figures.hpp"
#include "config/text_file.hpp"
#include "core/nearest_name.hpp"

namespace deltasim
{

namespace
{

using Overrides = std::vector<ParsedOverride>;

/// The word for DRAM that is no device.
constexpr std::string_view flat_dram = "flat";

Node refused(const Node& place)
{
    Node node = mapping_node(place);
    node.kind = NodeKind::refused;
    return node;
}

/// A reference with its key path.
struct Reference {
    Node* node;
    std::string path;
};

/// The elements of a list of references, or the one there is; none where the key is absent.
std::vector<Reference> each(Node& experiment, std::string_view key)
{
    Node* node = experiment.find(key);
    if (node == nullptr) return {};
    const std::string path = member_path("", key, *node);
    if (node->kind != NodeKind::list) return {{node, path}};
    std::vector<Reference> references;
    for (std::size_t i = 0; i < node->items.size(); ++i) {
        references.push_back({&node->items[i], element_path(path, i, node->items[i])});
    }
    return references;
}

void remove_member(Node& mapping, std::string_view key)
{
    std::erase_if(mapping.members, [&](const Member& member) { return member.key == key; });
}

/// Those that lead below `keys`, seen from there.
Overrides below(const Overrides& overrides, const std::vector<std::string>& keys)
{
    Overrides chosen;
    for (const ParsedOverride& candidate : overrides) {
        if (candidate.is_below(keys)) chosen.push_back(candidate.below(keys.size()));
    }
    return chosen;
}

/// Those that lead below none of `references`.
Overrides above(const Overrides& overrides, const std::vector<std::vector<std::string>>& references)
{
    Overrides chosen;
    std::copy_if(overrides.begin(), overrides.end(), std::back_inserter(chosen), [&](const ParsedOverride& candidate) {
        return std::none_of(references.begin(), references.end(),
                            [&](const auto& keys) { return candidate.is_below(keys); });
    });
    return chosen;
}

}  // namespace

void Resolver::resolve_experiment(Node& experiment, const Overrides& overrides) const
{
    for (const ParsedOverride& top : above(overrides, {{"model"}, {"processor"}, {"costs"}})) {
        apply(top, experiment, diagnostics_);
    }
    for (const auto& [model, path] : each(experiment, "model")) {
        resolve(*model, path, Library::models);
        for (const ParsedOverride& deeper : below(overrides, {"model"})) apply(deeper, *model, diagnostics_);
    }
    Overrides of_processors = below(overrides, {"processor"});
    Node* costs = experiment.find("costs");
    if (costs != nullptr) {
        resolve(*costs, member_path("", "costs", *costs), Library::costs);
        resolve_costs(*costs, member_path("", "costs", *costs), below(overrides, {"costs"}));
        for (const ParsedOverride& useless : of_processors) {
            if (useless.path.front() != "costs") continue;
            diagnostics_.add(useless.value.location(), *useless.value.rooted_path,
                             "has no effect: the experiment's own \"costs\" are used");
        }
        std::erase_if(of_processors, [](const ParsedOverride& o) { return o.path.front() == "costs"; });
    } else {
        for (const ParsedOverride& deeper : overrides) {
            if (deeper.is_below({"costs"})) of_processors.push_back(deeper);
        }
    }
    for (const auto& [processor, path] : each(experiment, "processor")) {
        resolve(*processor, path, Library::processors);
        if (costs != nullptr) remove_member(*processor, "costs");
        resolve_processor(*processor, path, of_processors);
    }
}

void Resolver::resolve_processor(Node& processor, const std::string& path, const Overrides& overrides) const
{
    const std::string root = processor.rooted_path.value_or(path);
    for (const ParsedOverride& top : above(overrides, {{"dram", "device"}, {"costs"}})) {
        apply(top, processor, diagnostics_);
    }
    if (Node* dram = processor.find("dram")) {
        if (Node* device = dram->bare().find("device"); device != nullptr && device->bare().text != flat_dram) {
            const std::string dram_path = member_path(root, "dram", *dram);
            resolve(device->bare(), member_path(dram_path, "device", *device), Library::dram);
        }
    }
    for (const ParsedOverride& deeper : overrides) {
        if (deeper.is_below({"dram", "device"})) apply(deeper, processor, diagnostics_);
    }
    if (Node* costs = processor.find("costs")) {
        resolve(costs->bare(), member_path(root, "costs", *costs), Library::costs);
        resolve_costs(costs->bare(), member_path(root, "costs", *costs), below(overrides, {"costs"}));
    }
}

void Resolver::resolve_costs(Node& costs, const std::string& path, const Overrides& overrides) const
{
    override_costs(costs, overrides);
    if (costs.kind != NodeKind::mapping) return;
    const std::string root = costs.rooted_path.value_or(path);
    if (Node* sram = costs.find("sram")) put_cacti_rows(*sram, member_path(root, "sram", *sram), diagnostics_);
    put_ert_figures(costs, root, diagnostics_);
}

void Resolver::resolve_dram_device(Node& device, const Overrides& overrides) const
{
    resolve(device, "", Library::dram);
    for (const ParsedOverride& given : overrides) apply(given, device, diagnostics_);
}

void Resolver::override_costs(Node& costs, const Overrides& overrides) const
{
    for (ParsedOverride given : overrides) {
        constexpr std::array<std::string_view, 10> plain_keys{"name",        "description", "source",  "technology_nm",
                                                              "energy_unit", "view",        "formula", "ert",
                                                              "cacti",       "device"};
        const bool is_figure = std::find(plain_keys.begin(), plain_keys.end(), given.path.back()) == plain_keys.end();
        if (is_figure && given.value.kind == NodeKind::scalar) {
            // A figure needs its source, and the command line is one.
            Node figure = mapping_node(given.value);
            figure.rooted_path = given.value.rooted_path;
            Node value = given.value;
            value.rooted_path.reset();
            const SourceLocation location = value.location();
            const Node source = scalar_node(location.file, true, value);
            set_member(figure, "value", std::move(value), location);
            set_member(figure, "source", source, location);
            given.value = std::move(figure);
        }
        apply(given, costs, diagnostics_);
    }
}

void Resolver::resolve(Node& reference, const std::string& path, Library library) const
{
    if (reference.kind == NodeKind::mapping || reference.kind == NodeKind::refused) return;
    reference = looked_up(reference, path, library);
}

Node Resolver::looked_up(const Node& reference, const std::string& path, Library library) const
{
    const SourceLocation location = reference.location();
    const std::string noun(library_noun(library));
    const auto refuse = [&](const std::string& message) {
        diagnostics_.add(location, path, message);
        return refused(reference);
    };
    if (reference.kind != NodeKind::scalar || reference.text.empty()) {
        return refuse("expected the name of a " + noun + ", a path ending in .yaml, or a mapping, found " +
                      found(reference));
    }
    const std::string& text = reference.text;
    std::optional<std::filesystem::path> file;
    if (text.ends_with(".yaml")) {
        file = text;
        if (const auto problem = unreadable(*file)) return refuse(text + ": " + *problem);
    } else if (text.find('/') == std::string::npos) {
        file = find_in_library(library, text, search_path_);
    }
    if (!file) {
        std::vector<std::string> known = library_names(library, search_path_);
        if (library == Library::dram) known.emplace_back(flat_dram);
        std::string hint = suggestion(text, known);
        if (hint.empty() && !known.empty()) hint = fmt::format(", known are {}", fmt::join(known, ", "));
        return refuse("unknown " + noun + " " + quoted_text(text) + hint);
    }
    std::optional<Node> read = read_named_file(*file, diagnostics_);
    return read ? std::move(*read) : refused(reference);
}

}  // namespace deltasim
