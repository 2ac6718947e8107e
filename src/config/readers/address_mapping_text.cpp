// SPDX-License-Identifier: MIT
#include "config/readers/address_mapping_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "config/document/node.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
{

namespace
{

/// Two letters for each AddressField.
constexpr std::array<std::string_view, machine::address_field_names.size()> field_letters{"ch", "ro", "ra",
                                                                                          "bg", "ba", "co"};

/// The names of a list, without the blanks around them.
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

std::vector<machine::AddressField> parse_mapping(std::string_view text, const machine::DramDevice& device,
                                                 const std::string& origin)
{
    const auto refuse = [&](const std::string& message) { throw InputError({{{origin, 0, 0}, "", message}}); };
    const std::vector<std::string> known(machine::address_field_names.begin(), machine::address_field_names.end());
    const auto number_in = [](const auto& names, std::string_view name) {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    };
    std::vector<machine::AddressField> mapping;
    const auto has = [&](machine::AddressField field) {
        return std::find(mapping.begin(), mapping.end(), field) != mapping.end();
    };
    const auto add = [&](std::size_t number) {
        const auto field = static_cast<machine::AddressField>(number);
        if (has(field)) refuse(fmt::format("{} occurs twice", known[number]));
        mapping.push_back(field);
    };

    const bool is_list = text.find(',') != std::string_view::npos || number_in(known, text) < known.size();
    if (is_list) {
        for (const std::string& name : names_in(text)) {
            const std::size_t number = number_in(known, name);
            if (number == known.size()) {
                refuse(fmt::format("expected one of {}, found {}{}", fmt::join(known, ", "), quoted_text(name),
                                   suggestion(name, known)));
            }
            add(number);
        }
    } else {
        for (std::size_t at = 0; at < text.size(); at += 2) {
            const std::size_t number = number_in(field_letters, text.substr(at, 2));
            if (number == known.size()) {
                refuse(fmt::format("expected names with commas between them, or {} in a word, found {}",
                                   fmt::join(field_letters, ", "), quoted_text(text.substr(at, 2))));
            }
            add(number);
        }
    }

    for (std::size_t number = 0; number < known.size(); ++number) {
        const auto field = static_cast<machine::AddressField>(number);
        if (has(field) || device.size_of(field) == 1) continue;
        refuse(fmt::format("lacks {}, of which {} has {}", known[number], device.name, device.size_of(field)));
    }
    return mapping;
}

std::string mapping_text(const std::vector<machine::AddressField>& mapping)
{
    std::string text;
    for (const machine::AddressField field : mapping) {
        if (!text.empty()) text += ',';
        text += machine::address_field_names[field];
    }
    return text;
}

}  // namespace deltasim::config
