// SPDX-License-Identifier: MIT
#include "config/document/value.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"
#include "core/clock.hpp"
#include "core/nearest_name.hpp"
#include "core/plain_text.hpp"

namespace deltasim::config
{

namespace
{

std::string in_words(const Whole& range)
{
    if (range.most != std::numeric_limits<std::uint64_t>::max()) {
        return fmt::format("a whole number from {} to {}", range.least, range.most);
    }
    return range.least == 0 ? "a whole number" : fmt::format("a whole number of at least {}", range.least);
}

/// The text of an unquoted scalar; only such text can be a number or a truth value.
std::optional<std::string_view> scalar_text(const Value& value)
{
    if (value.node->kind != NodeKind::scalar || value.node->quoted) return std::nullopt;
    return value.node->text;
}

/// Describes a number from `low` (or above it, if excluded) to `high`.
bool describe_real(const Value& value, double low, bool low_excluded, double high)
{
    Form form{FormKind::real};
    form.low = low;
    form.low_excluded = low_excluded;
    form.high = high;
    return describe(value, std::move(form));
}

bool read_real(const Value& value, double& target, bool zero_too)
{
    if (value.asked != nullptr) return describe_real(value, 0.0, !zero_too, std::numeric_limits<double>::infinity());
    const auto text = scalar_text(value);
    const auto number = text ? parse_real_number(*text) : std::nullopt;
    if (!number || *number < 0.0 || (*number == 0.0 && !zero_too)) {
        return value.refuse_as_not(zero_too ? "a number of at least 0" : "a number above 0");
    }
    target = *number == 0.0 ? 0.0 : *number;  // -0 is 0
    return true;
}

}  // namespace

void Value::refuse(const std::string& message) const
{
    if (asked == nullptr) context.diagnostics->add(node->location(), path, message);
}

bool Value::refuse_as_not(const std::string& expected) const
{
    const bool needless_quotes = node->kind == NodeKind::scalar && node->quoted && parse_real_number(node->text);
    refuse("expected " + expected + ", found " + found(*node) + (needless_quotes ? " in quotes" : ""));
    return false;
}

Value asked_value(Description& description, const std::string& path, const ReadContext& context)
{
    static const Node nothing;
    description.may_be_assumed = description.may_be_assumed || context.assumed != nullptr;
    return {&nothing, path, "", context, &description};
}

bool describe(const Value& value, Form form)
{
    if (value.asked != nullptr) value.asked->forms.push_back(std::move(form));
    return false;
}

bool describe_name(const Value& value, std::string_view library)
{
    Form form{FormKind::name};
    form.library = library;
    return describe(value, std::move(form));
}

bool describe_words(const Value& value, std::vector<std::string> words)
{
    Form form{FormKind::words};
    form.words = std::move(words);
    return describe(value, std::move(form));
}

Value root_value(const Node& node, const std::string& path, ReadContext context)
{
    if (node.kind == NodeKind::refused) return {nullptr, path, "", context};
    return {&node, node.rooted_path.value_or(path), "", context};
}

Value without_mark(const Value& value)
{
    if (!value || value.asked != nullptr) return value;
    if (value.context.assumed == nullptr || !value.node->is_assumed()) return value;
    Value mark = value;
    mark.context.assumed = nullptr;
    MappingReader reader(mark);
    std::string reason;
    if (reader.required("reason", reason, Line{})) (*value.context.assumed)[value.figure] = reason;
    const Value inner = reader.required_value("assumed");
    reader.finish();
    Value bare = value;
    bare.node = inner.node;
    if (inner && inner.node->rooted_path) bare.path = *inner.node->rooted_path;
    return bare;
}

bool read(const Value& value, std::uint64_t& target, const Whole& range)
{
    if (value.asked != nullptr) return describe(value, {FormKind::whole, range.least, range.most});
    const auto text = scalar_text(value);
    const auto number = text ? parse_whole_number(*text) : std::nullopt;
    if (text && is_whole_number(*text) && !number) {
        value.refuse(
            fmt::format("expected {}, found {}, which does not fit 64 bits", in_words(range), found(*value.node)));
        return false;
    }
    if (!number || *number < range.least || *number > range.most) return value.refuse_as_not(in_words(range));
    target = *number;
    return true;
}

bool read(const Value& value, double& target, NonNegative /*range*/) { return read_real(value, target, true); }

bool read(const Value& value, double& target, Positive /*range*/) { return read_real(value, target, false); }

bool read(const Value& value, double& target, const Figure& figure)
{
    constexpr double least = 1e-30;
    constexpr double most = 1e30;
    if (value.asked != nullptr) return describe_real(value, 0.0, !figure.zero_too, most);
    double number = 0.0;
    if (!read_real(value, number, figure.zero_too)) return false;
    if (number != 0.0 && (number < least || number > most)) {
        return value.refuse_as_not(
            fmt::format("a number from {:g} to {:g}{}", least, most, figure.zero_too ? ", or 0" : ""));
    }
    target = number;
    return true;
}

bool read(const Value& value, bool& target, TrueOrFalse /*form*/)
{
    if (value.asked != nullptr) return describe(value, {FormKind::truth});
    const auto text = scalar_text(value);
    if (text != "true" && text != "false") return value.refuse_as_not("true or false");
    target = text == "true";
    return true;
}

bool read(const Value& value, std::string& target, Line /*form*/)
{
    if (value.asked != nullptr) return describe(value, {FormKind::text});
    if (value.node->kind != NodeKind::scalar) return value.refuse_as_not("text");
    const std::string& text = value.node->text;
    const bool blank = std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
    if (blank) return value.refuse_as_not("text");
    const std::string line = text.substr(0, text.find_last_not_of('\n') + 1);  // a block scalar ends with a line end
    if (line.find('\n') != std::string::npos) return value.refuse_as_not("text of one line");
    // Such text is shown in tables and on terminals.
    if (!is_plain(line)) return value.refuse_as_not("text without control and format characters");
    target = line;
    return true;
}

bool read(const Value& value, std::string& target, Name /*form*/)
{
    std::string name;
    if (!read(value, name, Line{})) return false;
    if (name.find('/') != std::string::npos) return value.refuse_as_not("a name without \"/\"");
    target = name;
    return true;
}

bool read(const Value& value, std::uint64_t& target, Megahertz /*form*/)
{
    if (value.asked != nullptr) return describe_real(value, 0.0, true, static_cast<double>(fastest_clock_hz) / 1e6);
    const auto text = scalar_text(value);
    const auto hertz = text ? parse_megahertz(*text) : std::nullopt;
    if (!hertz || *hertz == 0 || *hertz > fastest_clock_hz) {
        return value.refuse_as_not("a clock in MHz above 0 and at most 100000, a whole number of hertz");
    }
    target = *hertz;
    return true;
}

bool read_position(const Value& value, std::size_t& target, std::span<const std::string_view> names)
{
    if (value.asked != nullptr) return describe_words(value, {names.begin(), names.end()});
    const auto name = value.node->kind == NodeKind::scalar
                          ? std::find(names.begin(), names.end(), std::string_view(value.node->text))
                          : names.end();
    if (name == names.end()) {
        const std::vector<std::string> known(names.begin(), names.end());
        const std::string nearest =
            value.node->kind == NodeKind::scalar ? suggestion(value.node->text, known) : std::string();
        value.refuse(
            fmt::format("expected one of {}, found {}{}", fmt::join(known, ", "), found(*value.node), nearest));
        return false;
    }
    target = static_cast<std::size_t>(name - names.begin());
    return true;
}

void describe_alone_too(const Value& list)
{
    if (list.asked != nullptr) list.asked->forms.back().alone_too = true;
}

std::string default_text(std::uint64_t number, const Whole& /*form*/) { return fmt::format("{}", number); }

std::string default_text(bool truth, TrueOrFalse /*form*/) { return truth ? "true" : "false"; }

std::string default_text(const std::string& text, Line /*form*/) { return text; }

std::vector<Value> elements(const Value& list)
{
    std::vector<Value> values;
    if (!list) return values;
    if (list.asked != nullptr) {
        Form form{FormKind::list};
        form.items = std::make_unique<Description>();
        values.push_back(asked_value(*form.items, list.path, list.context));
        describe(list, std::move(form));
        return values;
    }
    if (list.node->kind != NodeKind::list) {
        list.refuse_as_not("a list");
        return values;
    }
    for (std::size_t i = 0; i < list.node->items.size(); ++i) {
        const Node& item = list.node->items[i];
        if (item.kind == NodeKind::refused) continue;
        const std::string figure = list.figure + "[" + std::to_string(i + 1) + "]";
        Value value = without_mark({&item, element_path(list.path, i, item), figure, list.context});
        if (value) values.push_back(std::move(value));
    }
    return values;
}

}  // namespace deltasim::config
