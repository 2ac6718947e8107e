// SPDX-License-Identifier: MIT
#include "config/library/cost_settings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "config/readers/cacti_rows.hpp"
#include "config/readers/ert_figures.hpp"
#include "core/terms.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::array<std::string_view, 3> cacti_keys{"cacti", "technology_nm", "device"};

template <std::size_t count>
bool is_among(const std::array<std::string_view, count>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// True for a key that holds a figure: an operation's name, or a key whose name contains a unit.
bool is_figure_key(std::string_view key)
{
    if (key == "operations_pj") return false;
    return is_among(operation_names, key) || key.find("_pj") != std::string_view::npos ||
           key.find("_mw") != std::string_view::npos;
}

/// Turns a number that the user has set into an assumed figure.
Node assumed_figure(const Node& number)
{
    Node figure = mapping_node(number);
    figure.rooted_path = number.rooted_path;
    const SourceLocation location = number.location();
    const std::string reason = location.line == 0 ? "set on the command line" : "set in " + location.file;
    set_member(figure, "assumed", number, location);
    set_member(figure, "reason", scalar_node(reason, true, number), location);
    return figure;
}

/// Turns every bare number of a figure in the value of `key` into an assumed figure. In a row that names a source, the
/// source applies to its numbers, which stay.
Node with_figures(Node value, std::string_view key)
{
    if (value.kind == NodeKind::scalar && is_figure_key(key)) return assumed_figure(value);
    if (value.kind == NodeKind::mapping && !is_figure_key(key) && value.find("source") == nullptr) {
        for (Member& member : value.members) member.value = with_figures(std::move(member.value), member.key);
    }
    for (Node& item : value.items) item = with_figures(std::move(item), key);
    return value;
}

/// Sets the source or the reason of a figure. A figure with a source is known, one with a reason is assumed.
void set_source(Node& figure, std::string_view key, const Node& text)
{
    const bool assumes = key == "reason";
    const std::string_view number_key = assumes ? "assumed" : "value";
    const std::string_view other_number = assumes ? "value" : "assumed";
    const std::string_view other_text = assumes ? "source" : "reason";
    if (figure.kind == NodeKind::scalar) {
        const Node number = figure;
        figure = mapping_node(number);
        figure.rooted_path = number.rooted_path;
        set_member(figure, number_key, number, number.location());
    }
    for (Member& member : figure.members) {
        if (member.key == other_number) member.key = number_key;
    }
    std::erase_if(figure.members, [&](const Member& member) { return member.key == other_text; });
    set_member(figure, key, text, text.location());
}

/// Replaces references to CACTI tables by their rows, where the override names one of the rows.
void expand_rows(Node& costs, const std::string& path, const ParsedOverride& given, std::size_t depth,
                 Diagnostics& diagnostics)
{
    Node* const sram = costs.find("sram");
    const std::optional<ElementKey> element = split_element_key(given.path[depth]);
    if (sram == nullptr || !element || element->list != "sram" || changes_reference(given)) return;
    put_cacti_rows(*sram, member_path(path, "sram", *sram), diagnostics);
}

}  // namespace

bool changes_reference(const ParsedOverride& given)
{
    const auto& keys = given.path;
    const bool of_ert = std::find(keys.begin(), keys.end(), "ert") != keys.end();
    const bool below_sram =
        keys.size() > 1 && (keys[keys.size() - 2] == "sram" || keys[keys.size() - 2].starts_with("sram["));
    return of_ert || (below_sram && is_among(cacti_keys, keys.back()));
}

void assume_bare_figures(Node& value, Place place)
{
    for (Node& item : value.items) assume_bare_figures(item, place);
    for (Member& member : value.members) {
        if (place == Place::cost_table) {
            // The source of a whole table is no source of a single number.
            member.value = with_figures(std::move(member.value), member.key);
        } else if (place_below(place, member.key) == Place::cost_table) {
            assume_bare_figures(member.value.bare(), Place::cost_table);
        }
    }
}

void set_cost(Node& costs, const std::string& path, const ParsedOverride& given, std::size_t depth,
              Diagnostics& diagnostics)
{
    expand_rows(costs, path, given, depth, diagnostics);
    const bool of_reference = changes_reference(given);
    Node* at = &costs;
    const std::size_t last = given.path.size() - 1;
    for (; depth < last; ++depth) {
        const std::string& key = given.path[depth];
        Node* const below = descend(*at, given, depth, diagnostics);
        if (below == nullptr) return;
        if (!of_reference && is_ert_reference(*below)) {
            put_ert_figure(*below, key, costs, path, diagnostics);
            if (below->kind == NodeKind::refused) return;
        }
        at = below;
        if (of_reference || !is_figure_key(key) || depth + 1 != last) continue;
        const std::string& part = given.path[last];
        if (part == "source" || part == "reason") return set_source(*at, part, given.value);
        if (part != "value" && part != "assumed") continue;
        *at = with_figures(given.value, key);
        return;
    }
    ParsedOverride marked = given;
    if (!of_reference) marked.value = with_figures(given.value, given.path[last]);
    put(*at, marked, last, diagnostics);
}

}  // namespace deltasim::config
