// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/document/value.hpp"

// Reads a mapping key by key and remembers which keys were asked for. finish() refuses all others as unknown. Each key
// is read together with its meaning, one line for documents and schemas: see description.hpp.

namespace deltasim::config
{

class MappingReader
{
public:
    /// Diagnoses a value that is no mapping; all keys then count as absent, without a further message. An absent value
    /// is treated in the same way, but not diagnosed.
    explicit MappingReader(const Value& value);

    /// Describes all keys from here on as optional: only some forms of the mapping have them.
    void describe_as_optional() { all_optional_ = true; }
    void describe_default(std::string_view key, const std::string& text)
    {
        if (form_ != nullptr) described(key).default_value = text;
    }
    void describe_as_not_required(std::string_view key)
    {
        if (form_ != nullptr) described(key).required = false;
    }
    void describe_as_required(std::string_view key)
    {
        if (form_ != nullptr) described(key).required = true;
    }

    /// True if there is a mapping to read.
    [[nodiscard]] bool valid() const { return node_ != nullptr; }
    /// True if the key is there, whatever its value.
    [[nodiscard]] bool has(std::string_view key) const { return valid() && node_->find(key) != nullptr; }

    /// The value of a key, without its `assumed` mark, which is noted; no value where the key is absent.
    Value optional_value(std::string_view key, std::string_view meaning = "");
    /// The same, but diagnoses an absent key.
    Value required_value(std::string_view key, std::string_view meaning = "");
    /// The value of a key as written, including its `assumed` mark; no value where the key is absent.
    Value raw_value(std::string_view key, std::string_view meaning = "");

    /// Reads a key into `target` in the given form; see value.hpp. Returns false where the key is absent or was
    /// diagnosed.
    template <class Target, class Form>
    bool required(std::string_view key, Target& target, const Form& form, std::string_view meaning = "")
    {
        const Value value = required_value(key, meaning);
        return value && read(value, target, form);
    }
    template <class Target, class Form>
    bool optional(std::string_view key, Target& target, const Form& form, std::string_view meaning = "")
    {
        const Value value = optional_value(key, meaning);
        if (value.asked != nullptr) described(key).default_value = default_text(target, form);
        return value && read(value, target, form);
    }

    /// Reads a size in bytes from exactly one of capacity_bytes, capacity_kib and capacity_mib; at least 1.
    bool required_capacity(std::uint64_t& bytes);

    /// One entry of a mapping whose keys users choose.
    struct Entry {
        std::string key;
        SourceLocation key_location;
        Value value;  ///< without its `assumed` mark, which is noted
    };
    /// Returns all entries; every key counts as known. `word` stands for the users' names in descriptions.
    std::vector<Entry> entries(std::string_view word = "NAME", std::string_view meaning = "");

    /// Diagnoses an error of the mapping as a whole.
    void refuse(const std::string& message) const;
    /// Diagnoses a broken rule between the values of `keys`. The message names the value that the command line has set,
    /// if there is one, else the mapping as a whole.
    void refuse_rule(const std::string& message, const std::vector<std::string_view>& keys) const;

    /// Diagnoses every key that was not asked for. Call it once, after the last key was read.
    void finish() const;

private:
    [[nodiscard]] Value value_of(std::string_view key, const Node& node) const;
    /// The description of a key, while keys are described.
    [[nodiscard]] DescribedKey& described(std::string_view key);

    const Node* node_ = nullptr;
    Value value_;
    std::vector<std::string> known_;
    bool all_known_ = false;
    Form* form_ = nullptr;  ///< set while keys are described
    bool all_optional_ = false;
};

}  // namespace deltasim::config
