// SPDX-License-Identifier: MIT
#include "config/library/resolve.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "config/document/beside.hpp"
#include "config/document/text_file.hpp"
#include "config/library/targets.hpp"
#include "config/readers/cacti_rows.hpp"
#include "config/readers/ert_figures.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
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
    std::string key;  ///< as an override may begin: `model`, or `model[2]` in a list
};

/// The elements of a list of references, or the one there is; none where the key is absent.
std::vector<Reference> each(Node& experiment, std::string_view key)
{
    Node* node = experiment.find(key);
    if (node == nullptr) return {};
    const std::string path = member_path("", key, *node);
    if (node->kind != NodeKind::list) return {{node, path, std::string(key)}};
    std::vector<Reference> references;
    for (std::size_t i = 0; i < node->items.size(); ++i) {
        references.push_back(
            {&node->items[i], element_path(path, i, node->items[i]), element_path(std::string(key), i, Node{})});
    }
    return references;
}

/// Whether an override leads below the value of `key`, or below an element of the list that it is.
bool is_below_each(const ParsedOverride& candidate, std::string_view key)
{
    if (candidate.path.size() < 2) return false;
    const std::optional<ElementKey> element = split_element_key(candidate.path.front());
    return candidate.path.front() == key || (element && element->list == key);
}

/// Those that lead below a reference, seen from there: below its own element, or below all that `key` lists.
Overrides below(const Overrides& overrides, const Reference& reference, std::string_view key)
{
    Overrides chosen;
    for (const ParsedOverride& candidate : overrides) {
        if (!is_below_each(candidate, key)) continue;
        if (candidate.path.front() == key || candidate.path.front() == reference.key) {
            chosen.push_back(candidate.below(1));
        }
    }
    return chosen;
}

/// Diagnoses those that lead below an element that is not there.
void refuse_missing_elements(const Overrides& overrides, Node& experiment, std::string_view key,
                             Diagnostics& diagnostics)
{
    Node* const node = experiment.find(key);
    for (const ParsedOverride& candidate : overrides) {
        if (node == nullptr || !is_below_each(candidate, key) || candidate.path.front() == key) continue;
        const SourceLocation location = candidate.value.location();
        if (node->kind == NodeKind::list) {
            const std::string index = split_element_key(candidate.path.front())->index;
            static_cast<void>(find_element(*node, index, std::string(key), location, diagnostics));
        } else {
            diagnostics.add(location, std::string(key), "expected a list, found " + found(*node));
        }
    }
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

/// Whether an override changes something of an on-chip memory of a processor, rather than giving the memory.
bool leads_into_memory(const ParsedOverride& of_processor)
{
    return of_processor.path.size() > 2 && of_processor.path.front() == "memories";
}

/// The names of a processor's on-chip memories.
std::vector<std::string> memory_names(Node& processor)
{
    std::vector<std::string> names;
    if (Node* const memories = processor.find("memories")) {
        for (const Member& member : memories->bare().members) names.push_back(member.key);
    }
    return names;
}

/// A file's path from the root, so that the resolved experiment finds it from anywhere.
void put_whole_path(Node* file)
{
    if (file == nullptr || file->kind != NodeKind::scalar || file->text.empty()) return;
    file->text = std::filesystem::absolute(beside(*file)).lexically_normal().string();
}

bool has_memory(Node& processor, const std::string& name)
{
    const std::vector<std::string> names = memory_names(processor);
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

void Resolver::resolve_experiment(Node& experiment, const Overrides& overrides) const
{
    for (const ParsedOverride& top : overrides) {
        const bool deeper = is_below_each(top, "model") || is_below_each(top, "processor") || top.is_below({"costs"});
        if (!deeper) apply(top, experiment, diagnostics_);
    }
    put_target_classes(experiment, "", search_path_, diagnostics_);
    refuse_missing_elements(overrides, experiment, "model", diagnostics_);
    refuse_missing_elements(overrides, experiment, "processor", diagnostics_);
    for (const Reference& model : each(experiment, "model")) {
        resolve(*model.node, model.path, Library::models);
        resolve_model(*model.node, model.path, below(overrides, model, "model"));
    }
    Node* const costs = experiment.find("costs");
    if (costs != nullptr) {
        resolve(*costs, member_path("", "costs", *costs), Library::costs);
        resolve_costs(*costs, member_path("", "costs", *costs), below(overrides, {"costs"}));
    }
    resolve_processors(experiment, overrides);
    if (Node* const data = experiment.find("data")) {
        for (const char* key : {"features", "labels", "test_features", "test_labels"}) put_whole_path(data->find(key));
    }
}

void Resolver::resolve_model(Node& model, const std::string& path, const Overrides& overrides) const
{
    for (const ParsedOverride& given : overrides) apply(given, model, diagnostics_);
    put_target_classes(model, path, search_path_, diagnostics_);
    if (Node* weights = model.find("weights"))
        put_whole_path(weights->kind == NodeKind::mapping ? weights->find("file") : weights);
}

void Resolver::resolve_processors(Node& experiment, const Overrides& overrides) const
{
    const bool has_costs = experiment.find("costs") != nullptr;
    for (const Reference& processor : each(experiment, "processor")) {
        Overrides own = below(overrides, processor, "processor");
        resolve(*processor.node, processor.path, Library::processors);
        if (has_costs) {
            for (const ParsedOverride& useless : own) {
                if (useless.path.front() != "costs") continue;
                diagnostics_.add(useless.value.location(), *useless.value.rooted_path,
                                 "has no effect: the experiment's own \"costs\" are used");
            }
            std::erase_if(own, [](const ParsedOverride& o) { return o.path.front() == "costs"; });
            remove_member(*processor.node, "costs");
        } else {
            std::copy_if(overrides.begin(), overrides.end(), std::back_inserter(own),
                         [](const ParsedOverride& o) { return o.is_below({"costs"}); });
        }
        apply_to_processor(*processor.node, processor.path, own);
    }
    for (const ParsedOverride& given : overrides) {
        if (!is_below_each(given, "processor")) continue;
        std::vector<Node*> processors;
        for (const Reference& processor : each(experiment, "processor")) {
            if (given.path.front() == "processor" || given.path.front() == processor.key) {
                processors.push_back(processor.node);
            }
        }
        refuse_unknown_memory(given.below(1), processors);
    }
}

void Resolver::resolve_processor(Node& processor, const std::string& path, const Overrides& overrides) const
{
    apply_to_processor(processor, path, overrides);
    for (const ParsedOverride& given : overrides) refuse_unknown_memory(given, {&processor});
}

/// Of several processors, some may lack a memory that others have; all may not.
void Resolver::refuse_unknown_memory(const ParsedOverride& of_processor, const std::vector<Node*>& processors) const
{
    if (!leads_into_memory(of_processor)) return;
    const std::string& name = of_processor.path[1];
    std::vector<std::string> known;
    for (Node* const processor : processors) {
        if (processor->kind == NodeKind::refused || has_memory(*processor, name)) return;
        for (const std::string& other : memory_names(*processor)) {
            if (std::find(known.begin(), known.end(), other) == known.end()) known.push_back(other);
        }
    }
    std::string hint = suggestion(name, known);
    if (hint.empty()) hint = known.empty() ? ", there is none" : fmt::format(", known are {}", fmt::join(known, ", "));
    diagnostics_.add(of_processor.value.location(), of_processor.written_path_without(of_processor.path.size() - 2),
                     "no such memory" + hint);
}

/// A setting of a memory that the processor lacks is passed over.
void Resolver::apply_to_processor(Node& processor, const std::string& path, const Overrides& overrides) const
{
    const std::string root = processor.rooted_path.value_or(path);
    for (const ParsedOverride& top : overrides) {
        if (top.is_below({"dram", "device"}) || top.is_below({"costs"})) continue;
        if (leads_into_memory(top) && !has_memory(processor, top.path[1])) continue;
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

void Resolver::resolve_cost_table(Node& costs) const
{
    resolve(costs, "", Library::costs);
    resolve_costs(costs, "", {});
}

void Resolver::override_costs(Node& costs, const Overrides& overrides) const
{
    for (ParsedOverride given : overrides) {
        constexpr std::array<std::string_view, 16> plain_keys{
            "capacity_bytes", "capacity_kib",  "capacity_mib", "width_bits", "banks",   "cell", "name",  "description",
            "source",         "technology_nm", "energy_unit",  "view",       "formula", "ert",  "cacti", "device"};
        const bool is_figure = std::find(plain_keys.begin(), plain_keys.end(), given.path.back()) == plain_keys.end();
        if (is_figure && given.value.kind == NodeKind::scalar) {
            // A figure needs its source; one that is set has none, and is an assumption of the run.
            Node figure = mapping_node(given.value);
            figure.rooted_path = given.value.rooted_path;
            const SourceLocation location = given.value.location();
            const std::string reason = location.line == 0 ? "set on the command line" : "set in " + location.file;
            set_member(figure, "assumed", given.value, location);
            set_member(figure, "reason", scalar_node(reason, true, given.value), location);
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

std::optional<Node> Resolver::document(const std::filesystem::path& file) const
{
    if (documents_ == nullptr) return read_named_file(file, diagnostics_);
    const auto known = documents_->find(file.string());
    if (known != documents_->end()) return known->second;
    std::optional<Node> read = read_named_file(file, diagnostics_);
    if (read) documents_->emplace(file.string(), *read);
    return read;
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
    std::optional<Node> read = document(*file);
    if (!read) return refused(reference);
    read->named_at = std::make_shared<const NamedAt>(NamedAt{location, path});
    return std::move(*read);
}

}  // namespace deltasim::config
