// SPDX-License-Identifier: MIT
#include "config/readers/search_reader.hpp"

#include <array>
#include <utility>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"
#include "model/mapping.hpp"

namespace deltasim::config
{

namespace
{

bool read_budget(const Value& value, SearchBudget& target)
{
    if (value.asked != nullptr) {
        describe(value, {FormKind::whole, 1, std::numeric_limits<std::uint64_t>::max()});
        return describe(value, {FormKind::text});
    }
    const auto budget = value.node->kind == NodeKind::scalar ? parse_search_budget(value.node->text) : std::nullopt;
    if (!budget) return value.refuse_as_not(std::string(budget_in_words));
    target = *budget;
    return true;
}

}  // namespace

std::optional<SearchBudget> parse_search_budget(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, double>, 3> units{{{"min", 60.0}, {"s", 1.0}, {"h", 3600.0}}};
    for (const auto& [unit, seconds] : units) {
        if (!text.ends_with(unit)) continue;
        const auto number = parse_whole_number(text.substr(0, text.size() - unit.size()));
        if (!number || *number == 0) return std::nullopt;
        return SearchBudget{std::string(text), std::nullopt, static_cast<double>(*number) * seconds};
    }
    const auto number = parse_whole_number(text);
    if (!number || *number == 0) return std::nullopt;
    return SearchBudget{std::string(text), *number, std::nullopt};
}

SearchConfig read_search(const Value& value)
{
    SearchConfig search;
    MappingReader reader(value);
    reader.optional("objective", search.objective, objective_names,
                    "what the search minimises; edp is energy times time");
    if (const Value budget =
            reader.optional_value("budget", "for each search: steps to simulate, or a time such as 90s, 5min or 2h")) {
        reader.describe_default("budget", search.budget.text);
        read_budget(budget, search.budget);
    }
    reader.optional("candidates", search.candidates, Whole{},
                    "how many mappings of each phase and layer to consider, those with the lowest bounds; 0: all");
    reader.finish();
    return search;
}

bool is_to_be_searched(const Node& root)
{
    constexpr auto best = static_cast<std::size_t>(model::MappingRule::best);
    const Node* const mapping = root.find("mapping");
    return mapping != nullptr && mapping->kind == NodeKind::scalar && mapping->text == model::mapping_rule_names[best];
}

void write_search_defaults(Node& root)
{
    if (!is_to_be_searched(root)) return;
    if (root.find("search") == nullptr) set_member(root, "search", mapping_node(root), root.location());
    Node& search = *root.find("search");
    const SearchConfig defaults;
    const auto write = [&](std::string_view key, const std::string& value) {
        if (search.find(key) == nullptr) set_member(search, key, scalar_node(value, false, root), root.location());
    };
    write("objective", std::string(name_of(defaults.objective)));
    write("budget", defaults.budget.text);
    write("candidates", std::to_string(defaults.candidates));
}

}  // namespace deltasim::config
