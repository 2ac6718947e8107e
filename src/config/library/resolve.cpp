// SPDX-License-Identifier: MIT
#include "config/library/resolve.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "config/document/beside.hpp"
#include "config/document/text_file.hpp"
#include "config/library/array_shape.hpp"
#include "config/library/cost_settings.hpp"
#include "config/library/targets.hpp"
#include "config/readers/cacti_rows.hpp"
#include "config/readers/ert_figures.hpp"
#include "core/nearest_name.hpp"
#include "model/mapping.hpp"

namespace deltasim::config
{

namespace
{

/// The name of a DRAM without a device.
constexpr std::string_view flat_dram = "flat";

bool is_mapping_rule(std::string_view name)
{
    const auto& rules = model::mapping_rule_names;
    return std::find(rules.begin(), rules.end(), name) != rules.end();
}

/// The most values that the names of one input may stand for: a short name can stand for a long document.
constexpr std::size_t most_named_values = 1'000'000;

Node refused(const Node& place)
{
    Node node = mapping_node(place);
    node.kind = NodeKind::refused;
    return node;
}

void remove_member(Node& mapping, std::string_view key)
{
    std::erase_if(mapping.members, [&](const Member& member) { return member.key == key; });
}

/// Returns `model` for `model[2]`.
std::string list_of(const std::string& key)
{
    const std::optional<ElementKey> element = split_element_key(key);
    return element ? element->list : key;
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

/// Makes a file's path absolute, so that the resolved experiment finds the file from anywhere.
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

/// At another clock a device's delays take longer, but the refreshes must keep their time. So the rated clock, for
/// which the timings are given, is kept.
void keep_rated_clock(Node& device)
{
    Node* const clock = device.find("clock_mhz");
    if (clock == nullptr || device.find("rated_clock_mhz") != nullptr) return;
    set_member(device, "rated_clock_mhz", Node(*clock), clock->location());
}

/// True if an override changes a key within an on-chip memory of the processor at `depth`; false if it gives the memory
/// as a whole.
bool leads_into_memory(const ParsedOverride& given, std::size_t depth)
{
    return given.path.size() > depth + 2 && given.path[depth] == "memories";
}

}  // namespace

bool leads_below_name(const ParsedOverride& given)
{
    return given.path.size() > 1 && place_below(Place::experiment, list_of(given.path.front())) != Place::other;
}

void Resolver::resolve(Node& root, Place place, const std::vector<ParsedOverride>& overrides)
{
    std::vector<ParsedOverride> ordered = overrides;
    std::stable_sort(ordered.begin(), ordered.end(), [](const ParsedOverride& a, const ParsedOverride& b) {
        return std::tuple(a.path.size(), !changes_reference(a)) < std::tuple(b.path.size(), !changes_reference(b));
    });
    common_costs_ = place == Place::experiment && root.find("costs") != nullptr;
    for (const ParsedOverride& given : ordered) set(root, place, given);
    replace_names(root, place, "");
}

void Resolver::set(Node& root, Place place, const ParsedOverride& given)
{
    known_memories_.clear();
    if (!walk(root, place, "", given, 0)) refuse_unknown_memory(given);
}

/// Returns false where the override leads into a memory that is not there.
bool Resolver::walk(Node& at, Place place, const std::string& path, const ParsedOverride& given, std::size_t depth)
{
    if (at.kind == NodeKind::list && (place == Place::model || place == Place::processor)) {
        refuse_repeated(at, path);
        bool found = at.items.empty();
        for (std::size_t i = 0; i < at.items.size(); ++i) {
            found = walk(at.items[i], place, element_path(path, i, at.items[i]), given, depth) || found;
        }
        return found;
    }
    if (library_of(place)) replace_name(at.bare(), place, path);
    if (at.bare().kind == NodeKind::refused) return true;
    if (place == Place::cost_table) {
        set_cost(at.bare(), path, given, depth, diagnostics_);
        return true;
    }
    if (place == Place::experiment && given.path[depth] == "costs" && depth + 1 < given.path.size()) {
        return walk_experiment(at, given);
    }
    if (place == Place::processor && common_costs_ && given.path[depth] == "costs") {
        diagnostics_.add(given.value.location(), *given.value.rooted_path,
                         "has no effect: the experiment's own \"costs\" are used");
        return true;
    }
    if (place == Place::processor && leads_into_memory(given, depth) && !has_memory(at.bare(), given.path[depth + 1])) {
        const std::vector<std::string> names = memory_names(at.bare());
        known_memories_.insert(known_memories_.end(), names.begin(), names.end());
        return false;
    }
    return walk_below(at, place, path, given, depth);
}

/// Applies an override of costs to the experiment's own costs, or, where it has none, to those of each processor.
bool Resolver::walk_experiment(Node& experiment, const ParsedOverride& given)
{
    Node* const own = experiment.find("costs");
    if (own != nullptr) return walk(*own, Place::cost_table, member_path("", "costs", *own), given, 1);
    Node* const processor = experiment.find("processor");
    if (processor == nullptr) return true;
    return walk(*processor, Place::processor, member_path("", "processor", *processor), given, 0);
}

bool Resolver::walk_below(Node& at, Place place, const std::string& path, const ParsedOverride& given,
                          std::size_t depth)
{
    const std::string& key = given.path[depth];
    const Place below = place_below(place, list_of(key));
    Node* const list = at.bare().find(list_of(key));
    if (list != nullptr && key != list_of(key) && library_of(below)) {
        if (list->kind != NodeKind::list) {
            diagnostics_.add(given.value.location(), list_of(key), "expected a list, found " + found(*list));
            return true;
        }
        refuse_repeated(*list, member_path(path, list_of(key), *list));
    }
    if (depth + 1 == given.path.size()) {
        if (place == Place::dram_device && key == "clock_mhz") keep_rated_clock(at.bare());
        ParsedOverride marked = given;
        assume_bare_figures(marked.value.bare(), below);
        put(at, marked, depth, diagnostics_);
        if (place == Place::experiment && key == "costs") common_costs_ = true;
        return true;
    }
    // A processor without costs has no figure to change; its reader reports the missing costs.
    if (place == Place::processor && below == Place::cost_table && list == nullptr) return true;
    Node* const next = descend(at, given, depth, diagnostics_);
    return next == nullptr || walk(*next, below, member_path(path, key, *next), given, depth + 1);
}

/// Some of several processors may lack a memory that the override names; it is an error if all lack it.
void Resolver::refuse_unknown_memory(const ParsedOverride& given)
{
    const auto memories = std::find(given.path.begin(), given.path.end(), "memories");
    const auto after = static_cast<std::size_t>(given.path.end() - memories) - 2;
    std::vector<std::string> known;
    for (const std::string& name : known_memories_) {
        if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
    }
    std::string hint = suggestion(*(memories + 1), known);
    if (hint.empty()) hint = known.empty() ? ", there is none" : fmt::format(", known are {}", fmt::join(known, ", "));
    diagnostics_.add(given.value.location(), given.written_path_without(after), "no such memory" + hint);
}

/// Replaces the names that no override has reached.
void Resolver::replace_names(Node& at, Place place, const std::string& path)
{
    if (at.kind == NodeKind::list && (place == Place::model || place == Place::processor)) {
        refuse_repeated(at, path);
        for (std::size_t i = 0; i < at.items.size(); ++i) {
            replace_names(at.items[i], place, element_path(path, i, at.items[i]));
        }
        return;
    }
    if (library_of(place)) replace_name(at.bare(), place, path);
    Node& node = at.bare();
    if (node.kind != NodeKind::mapping) return;
    const std::string root = node.rooted_path.value_or(path);
    if (place == Place::experiment || place == Place::model) {
        put_target_classes(node, root, search_path_, diagnostics_);
    }
    if (place == Place::experiment) {
        for (const std::string_view key : {"model", "costs", "mapping"}) replace_names_below(node, place, key, root);
        common_costs_ = node.find("costs") != nullptr;
        replace_names_below(node, place, "processor", root);
        if (Node* const data = node.find("data")) {
            for (const char* key : {"features", "labels", "test_features", "test_labels"}) {
                put_whole_path(data->find(key));
            }
        }
    }
    if (place == Place::model) {
        if (Node* const weights = node.find("weights")) {
            put_whole_path(weights->kind == NodeKind::mapping ? weights->find("file") : weights);
        }
    }
    if (place == Place::processor) {
        if (Node* const array = node.find("pe_array")) put_array_shape(array->bare());
        replace_names_below(node, place, "dram", root);
        if (common_costs_) remove_member(node, "costs");
        replace_names_below(node, place, "costs", root);
    }
    if (place == Place::dram) replace_names_below(node, place, "device", root);
    if (place == Place::cost_table) {
        if (Node* sram = node.find("sram")) put_cacti_rows(*sram, member_path(root, "sram", *sram), diagnostics_);
        put_ert_figures(node, root, diagnostics_);
    }
}

void Resolver::replace_names_below(Node& at, Place place, std::string_view key, const std::string& path)
{
    Node* const below = at.find(key);
    if (below != nullptr) replace_names(*below, place_below(place, key), member_path(path, key, *below));
}

/// Rows of tables are identified by name, so a name may not be given twice. This check comes before reading, so that a
/// document named thousands of times is not read as often.
void Resolver::refuse_repeated(Node& list, const std::string& path)
{
    std::set<std::string> seen;
    std::set<std::string> told;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        Node& item = list.items[i];
        if (item.kind != NodeKind::scalar || seen.insert(item.text).second) continue;
        if (told.insert(item.text).second) {
            diagnostics_.add(item.location(), element_path(path, i, item),
                             fmt::format("the name {} occurs twice", quoted_text(item.text)));
        }
        item = refused(item);
    }
}

void Resolver::replace_name(Node& reference, Place place, const std::string& path)
{
    if (reference.kind == NodeKind::mapping || reference.kind == NodeKind::refused) return;
    if (place == Place::dram_device && reference.text == flat_dram) return;
    if (place == Place::mapping && is_mapping_rule(reference.text)) return;
    reference = looked_up(reference, path, *library_of(place));
}

std::optional<Node> Resolver::document(const std::filesystem::path& file)
{
    DocumentCache& documents = documents_ == nullptr ? own_documents_ : *documents_;
    const auto known = documents.find(file.string());
    if (known != documents.end()) return known->second;
    std::optional<Node> read = read_named_file(file, diagnostics_);
    if (read) documents.emplace(file.string(), *read);
    return read;
}

Node Resolver::looked_up(const Node& reference, const std::string& path, Library library)
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
        file = beside(reference);
        if (const auto problem = unreadable(*file)) {
            const bool elsewhere = *file != text && !unreadable(text);
            return refuse(
                file->string() + ": " + *problem +
                (elsewhere ? "; a path in a file is relative to that file, not to the working directory" : ""));
        }
    } else if (text.find('/') == std::string::npos) {
        file = find_in_library(library, text, search_path_);
    }
    if (!file) {
        std::vector<std::string> known = library_names(library, search_path_);
        if (library == Library::dram) known.emplace_back(flat_dram);
        if (library == Library::mappings) {
            known.insert(known.end(), model::mapping_rule_names.begin(), model::mapping_rule_names.end());
        }
        std::string hint = suggestion(text, known);
        if (hint.empty() && !known.empty()) hint = fmt::format(", known are {}", fmt::join(known, ", "));
        return refuse("unknown " + noun + " " + quoted_text(text) + hint);
    }
    std::optional<Node> read = document(*file);
    if (!read) return refused(reference);
    values_ += read->count_values();
    if (values_ > most_named_values) {
        return refuse(fmt::format("more than {} values in all that is named", most_named_values));
    }
    read->named_at = std::make_shared<const NamedAt>(NamedAt{location, path});
    return std::move(*read);
}

}  // namespace deltasim::config
