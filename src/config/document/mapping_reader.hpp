// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/document/value.hpp"

// Reads a mapping key by key and remembers which keys were asked for: the others are unknown, and refused at the end.
// Each key is read with its meaning, a line for documents and schemas: see description.hpp.

namespace deltasim::config
{

class MappingReader
{
public:
    /// A value that is no mapping is diagnosed; all keys then count as absent, in silence. So does no value at all.
    explicit MappingReader(const Value& value);

    /// From here on keys are described as such that need not be there: some forms of the mapping have them.
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

    /// Whether there is a mapping to read.
    [[nodiscard]] bool valid() const { return node_ != nullptr; }
    /// Whether the key is there, whatever its value.
    [[nodiscard]] bool has(std::string_view key) const { return valid() && node_->find(key) != nullptr; }

    /// The value of a key, mark taken down; none where the key is absent.
    Value optional_value(std::string_view key, std::string_view meaning = "");
    /// The same, diagnosing an absent key.
    Value required_value(std::string_view key, std::string_view meaning = "");
    /// The value of a key as written, mark and all; none where the key is absent.
    Value raw_value(std::string_view key, std::string_view meaning = "");

    /// Reads a key into `target` in the given form; see value.hpp. False where it is absent or was diagnosed.
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

    /// One key of a mapping whose keys are names of the user's.
    struct Entry {
        std::string key;
        SourceLocation key_location;
        Value value;  ///< mark taken down
    };
    /// All of them; every key counts as known. `word` stands for the user's names where they are described.
    std::vector<Entry> entries(std::string_view word = "NAME", std::string_view meaning = "");

    /// Diagnoses the mapping as a whole.
    void refuse(const std::string& message) const;
    /// Diagnoses a rule between the values of `keys`: at the one that the command line has set, if it is one of them,
    /// else at the mapping as a whole.
    void refuse_rule(const std::string& message, const std::vector<std::string_view>& keys) const;

    /// Diagnoses every key that was not asked for. To be called once, after the last key was read.
    void finish() const;

private:
    [[nodiscard]] Value value_of(std::string_view key, const Node& node) const;
    /// What is said of a key, where keys are described.
    [[nodiscard]] DescribedKey& described(std::string_view key);

    const Node* node_ = nullptr;
    Value value_;
    std::vector<std::string> known_;
    bool all_known_ = false;
    Form* form_ = nullptr;  ///< where keys are described
    bool all_optional_ = false;
};

}  // namespace deltasim::config
