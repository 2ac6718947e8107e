// SPDX-License-Identifier: MIT
#include "config/mapping_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "config/node.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"

namespace deltasim
{

namespace
{

/// The letters of a field and how many values it has in a device.
struct FieldTerms {
    std::string_view letters;
    std::string_view name;
    std::uint64_t values;
};

std::array<FieldTerms, 6> field_terms(const DramDevice& device)
{
    return {{{"ro", "row", device.rows},
             {"ba", "bank", device.banks_per_group},
             {"bg", "bank_group", device.bank_groups},
             {"co", "column", device.columns / device.burst_length},
             {"ra", "rank", device.ranks},
             {"ch", "channel", device.channels}}};
}

AddressField field_named(std::string_view name)
{
    const auto* const place = std::find(address_field_names.begin(), address_field_names.end(), name);
    return static_cast<AddressField>(place - address_field_names.begin());
}

/// The parts of a list, blanks at their ends left out.
std::vector<std::string> names_in(std::string_view text)
{
    std::vector<std::string> names(1);
    for (const char c : text) {
        if (c == ',') {
            names.emplace_back();
        } else if (c != ' ') {
            names.back() += c;
        }
    }
    return names;
}

}  // namespace

std::vector<AddressField> parse_mapping(std::string_view text, const DramDevice& device, const std::string& origin)
{
    const auto refuse = [&](const std::string& message) { throw InputError({{{origin, 0, 0}, "", message}}); };
    const auto terms = field_terms(device);
    std::vector<AddressField> mapping;
    const auto add = [&](std::string_view name) {
        const AddressField field = field_named(name);
        if (std::find(mapping.begin(), mapping.end(), field) != mapping.end()) {
            refuse(fmt::format("{} is there twice", name));
        }
        mapping.push_back(field);
    };

    const std::vector<std::string> known(address_field_names.begin(), address_field_names.end());
    const bool is_list =
        text.find(',') != std::string_view::npos || std::find(known.begin(), known.end(), text) != known.end();
    if (is_list) {
        for (const std::string& name : names_in(text)) {
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                refuse(fmt::format("expected one of {}, found {}{}", fmt::join(known, ", "), quoted_text(name),
                                   suggestion(name, known)));
            }
            add(name);
        }
    } else {
        for (std::size_t at = 0; at < text.size(); at += 2) {
            const std::string_view letters = text.substr(at, 2);
            const auto* const term =
                std::find_if(terms.begin(), terms.end(), [&](const FieldTerms& t) { return t.letters == letters; });
            if (term == terms.end()) {
                refuse(fmt::format("expected names with commas between them, or ro, ba, bg, co, ra and ch in a word, "
                                   "found {}",
                                   quoted_text(letters)));
            }
            add(term->name);
        }
    }

    for (const FieldTerms& term : terms) {
        if (std::find(known.begin(), known.end(), term.name) == known.end()) continue;
        const AddressField field = field_named(term.name);
        if (std::find(mapping.begin(), mapping.end(), field) != mapping.end()) continue;
        if (term.values > 1) {
            refuse(fmt::format("lacks {}, of which {} has {}", term.name, device.name, term.values));
        }
        mapping.insert(mapping.begin(), field);
    }
    return mapping;
}

std::string mapping_text(const std::vector<AddressField>& mapping)
{
    std::string text;
    for (const AddressField field : mapping) {
        if (!text.empty()) text += ',';
        text += address_field_names[static_cast<std::size_t>(field)];
    }
    return text;
}

}  // namespace deltasim
