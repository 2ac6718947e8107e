// SPDX-License-Identifier: MIT
#include "config/document/mapping_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/document/setting.hpp"
#include "core/checked.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
{

MappingReader::MappingReader(const Value& value) : value_(value)
{
    if (!value) return;
    if (value.asked != nullptr) {
        std::deque<Form>& forms = value.asked->forms;
        // Readers that share a mapping describe it together.
        if (forms.empty() || forms.back().kind != FormKind::mapping) forms.push_back({FormKind::mapping});
        form_ = &forms.back();
    } else if (value.node->kind == NodeKind::mapping) {
        node_ = value.node;
    } else {
        value.refuse_as_not("a mapping");
    }
}

DescribedKey& MappingReader::described(std::string_view key)
{
    for (DescribedKey& known : form_->keys) {
        if (known.name == key) return known;
    }
    return form_->keys.emplace_back(
        DescribedKey{std::string(key), false, false, "", "", std::make_unique<Description>()});
}

Value MappingReader::raw_value(std::string_view key, std::string_view meaning)
{
    if (form_ != nullptr) {
        DescribedKey& known = described(key);
        if (known.meaning.empty()) known.meaning = meaning;
        return asked_value(*known.value, member_path(value_.path, key, {}), value_.context);
    }
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
    const Node* node = valid() ? node_->find(key) : nullptr;
    return node == nullptr ? Value{} : value_of(key, *node);
}

Value MappingReader::value_of(std::string_view key, const Node& node) const
{
    if (node.kind == NodeKind::refused) return {};
    const std::string figure = value_.figure.empty() ? std::string(key) : value_.figure + "." + std::string(key);
    return {&node, member_path(value_.path, key, node), figure, value_.context};
}

Value MappingReader::optional_value(std::string_view key, std::string_view meaning)
{
    return without_mark(raw_value(key, meaning));
}

Value MappingReader::required_value(std::string_view key, std::string_view meaning)
{
    if (valid() && !has(key)) refuse(fmt::format("missing required key \"{}\"", key));
    Value value = optional_value(key, meaning);
    if (form_ != nullptr) described(key).required = !all_optional_;
    return value;
}

bool MappingReader::required_capacity(std::uint64_t& bytes)
{
    constexpr std::array<std::pair<std::string_view, std::uint64_t>, 3> units{
        {{"capacity_bytes", 1}, {"capacity_kib", 1ULL << 10U}, {"capacity_mib", 1ULL << 20U}}};
    if (form_ != nullptr) {
        for (const auto& [key, unit] : units) {
            read(optional_value(key, "its size; give one of capacity_bytes, capacity_kib and capacity_mib"), bytes,
                 Whole{1});
        }
        return false;
    }
    if (!valid()) return false;
    for (const auto& [key, unit] : units) raw_value(key);  // all three keys are known, whichever is given
    std::string_view given;
    bool good = false;
    for (const auto& [key, unit] : units) {
        const Value value = optional_value(key);
        if (!has(key)) continue;
        if (!given.empty()) {
            refuse(fmt::format("expected only one of \"{}\" and \"{}\"", given, key));
            return false;
        }
        given = key;
        std::uint64_t count = 0;
        if (!value || !read(value, count, Whole{1})) continue;
        try {
            bytes = checked_multiply(count, unit);
            good = true;
        } catch (const OverflowError&) {
            value.refuse(fmt::format("{} as a number of bytes does not fit 64 bits", found(*value.node)));
        }
    }
    if (given.empty()) refuse("missing required key \"capacity_bytes\" (or capacity_kib, capacity_mib)");
    return good;
}

std::vector<MappingReader::Entry> MappingReader::entries(std::string_view word, std::string_view meaning)
{
    std::vector<Entry> entries;
    if (form_ != nullptr) {
        Value value = raw_value(word, meaning);
        described(word).is_users = true;
        entries.push_back({std::string(word), {}, std::move(value)});
        return entries;
    }
    if (!valid()) return entries;
    all_known_ = true;
    for (const Member& member : node_->members) {
        Value value = without_mark(value_of(member.key, member.value));
        if (value) entries.push_back({member.key, member.key_location, std::move(value)});
    }
    return entries;
}

void MappingReader::refuse(const std::string& message) const
{
    if (valid()) value_.refuse(message);
}

void MappingReader::refuse_rule(const std::string& message, const std::vector<std::string_view>& keys) const
{
    if (!valid()) return;
    for (const std::string_view key : keys) {
        if (const auto setting = setting_within(*node_, key)) {
            value_.context.diagnostics->add(setting->location, setting->path, message);
            return;
        }
    }
    refuse(message);
}

void MappingReader::finish() const
{
    if (!valid() || all_known_) return;
    for (const Member& member : node_->members) {
        if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
        const std::string nearest = suggestion(member.key, known_);
        const std::string message =
            "unknown key" + (nearest.empty() ? fmt::format(", expected one of {}", fmt::join(known_, ", ")) : nearest);
        value_.context.diagnostics->add(member.key_location, member_path(value_.path, member.key, member.value),
                                        message);
    }
}

}  // namespace deltasim::config
