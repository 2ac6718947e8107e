// SPDX-License-Identifier: MIT
#include "app/key_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

namespace deltasim::app
{

namespace
{

const config::DescribedKey* find_key(const config::Form& form, std::string_view name)
{
    const auto key = std::find_if(form.keys.begin(), form.keys.end(),
                                  [&](const config::DescribedKey& candidate) { return candidate.name == name; });
    return key == form.keys.end() ? nullptr : &*key;
}

/// A number with its source, or with the reason why it is assumed.
bool is_figure(const config::Description& description)
{
    return std::any_of(description.forms.begin(), description.forms.end(), [](const config::Form& form) {
        return find_key(form, "value") != nullptr && find_key(form, "source") != nullptr;
    });
}

/// True if a name is possible here, and its file kind has a table of its own.
bool has_own_table(const config::Description& description)
{
    return std::any_of(description.forms.begin(), description.forms.end(), [](const config::Form& form) {
        return form.kind == config::FormKind::name && form.library != "targets";
    });
}

std::string whole_in_words(const config::Form& form)
{
    if (form.most == std::numeric_limits<std::uint64_t>::max()) {
        return form.least == 0 ? "whole number" : fmt::format("whole number from {}", form.least);
    }
    return fmt::format("whole number from {} to {}", form.least, form.most);
}

std::string real_in_words(const config::Form& form)
{
    const std::string low = fmt::format("number {} {:g}", form.low_excluded ? "above" : "from", form.low);
    return std::isfinite(form.high) ? fmt::format("{} to {:g}", low, form.high) : low;
}

std::string in_words(const config::Description& description);

std::string in_words(const config::Form& form)
{
    switch (form.kind) {
    case config::FormKind::whole: return whole_in_words(form);
    case config::FormKind::real: return real_in_words(form);
    case config::FormKind::truth: return "`true` or `false`";
    case config::FormKind::text: return "text";
    case config::FormKind::name:
        return form.library == "targets" ? "name of a target"
                                         : fmt::format("name of `deltasim list {}`, path", form.library);
    case config::FormKind::words: return fmt::format("`{}`", fmt::join(form.words, "`, `"));
    case config::FormKind::mapping: return "mapping";
    case config::FormKind::list: break;
    }
    const std::string items = in_words(*form.items);
    const std::string list = items.empty() ? "list" : "list of: " + items;
    return form.alone_too ? (items.empty() ? "one or a list" : fmt::format("{}; or a list of these", items)) : list;
}

std::string in_words(const config::Description& description)
{
    std::vector<std::string> words;
    if (is_figure(description)) {
        words.emplace_back("figure");
        if (description.forms.front().kind == config::FormKind::real) words.emplace_back("number");
    } else {
        for (const config::Form& form : description.forms) {
            std::string text = in_words(form);
            if (!text.empty() && std::find(words.begin(), words.end(), text) == words.end()) words.push_back(text);
        }
    }
    return fmt::format("{}", fmt::join(words, ", or "));
}

/// A cell of a Markdown table; a bar would end the cell.
std::string cell(const std::string& text)
{
    std::string escaped;
    for (const char c : text) {
        if (c == '|') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

void add_rows(const config::Description& description, const std::string& path, std::string& table);

void add_row(const config::DescribedKey& key, const std::string& path, std::string& table)
{
    const std::string own = path.empty() ? key.name : path + "." + key.name;
    std::string meaning = key.meaning;
    if (key.required) meaning += " (required)";
    if (!key.default_value.empty()) meaning += fmt::format(" (default: `{}`)", key.default_value);
    table += fmt::format("| `{}` | {} | {} |\n", own, cell(in_words(*key.value)), cell(meaning));
    if (!is_figure(*key.value) && !has_own_table(*key.value)) add_rows(*key.value, own, table);
}

/// Adds the keys of every mapping among the forms of a value, also of those among its elements.
void add_rows(const config::Description& description, const std::string& path, std::string& table)
{
    for (const config::Form& form : description.forms) {
        for (const config::DescribedKey& key : form.keys) add_row(key, path, table);
        if (form.items && !has_own_table(*form.items)) add_rows(*form.items, path + "[]", table);
    }
}

}  // namespace

std::string key_table(const config::Description& description)
{
    std::string table = "| key | is | means |\n|---|---|---|\n";
    add_rows(description, "", table);
    return table;
}

}  // namespace deltasim::app
