// SPDX-License-Identifier: MIT
#include "config/document/yaml_writer.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace deltasim::config
{

namespace
{

/// Text that needs no quotes: a word or a number, which no YAML syntax can look like.
bool is_bare_word(std::string_view text)
{
    constexpr std::string_view inside = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-[]";
    constexpr std::string_view first = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    if (text.empty() || first.find(text.front()) == std::string_view::npos) return false;
    if (text == "null" || text == "Null" || text == "NULL" || text == "..." ||
        text.find('[') != std::string_view::npos) {
        return false;
    }
    return text.find_first_not_of(inside) == std::string_view::npos && text.find(']') == std::string_view::npos;
}

std::string double_quoted(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        switch (c) {
        case '"': quoted += "\\\""; break;
        case '\\': quoted += "\\\\"; break;
        case '\n': quoted += "\\n"; break;
        case '\r': quoted += "\\r"; break;
        case '\t': quoted += "\\t"; break;
        default: quoted += c;
        }
    }
    return quoted + "\"";
}

std::string scalar(const Node& node)
{
    if (node.kind == NodeKind::nothing) return "~";
    return !node.quoted && is_bare_word(node.text) ? node.text : double_quoted(node.text);
}

/// True for a collection that is written on the line of its key.
bool is_flow(const Node& node)
{
    if (node.kind == NodeKind::mapping) return node.members.empty();
    return std::none_of(node.items.begin(), node.items.end(), [](const Node& item) { return item.is_collection(); });
}

std::string flow(const Node& node)
{
    if (node.kind == NodeKind::mapping) return "{}";
    std::vector<std::string> items;
    std::transform(node.items.begin(), node.items.end(), std::back_inserter(items), scalar);
    return fmt::format("[{}]", fmt::join(items, ", "));
}

void write_block(const Node& node, std::size_t indent, std::string& out);

/// Writes the part after `key:` or `-`.
void write_value(const Node& node, std::size_t indent, std::string& out)
{
    if (!node.is_collection()) {
        out += fmt::format(" {}\n", scalar(node));
    } else if (is_flow(node)) {
        out += fmt::format(" {}\n", flow(node));
    } else {
        out += "\n";
        write_block(node, indent + 2, out);
    }
}

void write_block(const Node& node, std::size_t indent, std::string& out)
{
    const std::string margin(indent, ' ');
    for (const Member& member : node.members) {
        out += margin + (is_bare_word(member.key) ? member.key : double_quoted(member.key)) + ":";
        write_value(member.value, indent, out);
    }
    for (const Node& item : node.items) {
        std::string text;
        if (item.is_collection() && !is_flow(item)) {
            write_block(item, indent + 2, text);
            text[indent] = '-';  // the item's first line begins on the line of the dash
        } else {
            text = margin + "-";
            write_value(item, indent, text);
        }
        out += text;
    }
}

}  // namespace

std::string write_yaml(const Node& root)
{
    std::string out;
    if (root.is_collection() && !is_flow(root)) {
        write_block(root, 0, out);
    } else {
        out = (root.is_collection() ? flow(root) : scalar(root)) + "\n";
    }
    return out;
}

}  // namespace deltasim::config
