// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/precision.hpp"
#include "core/terms.hpp"
#include "core/time_causes.hpp"

// The kinds of values in results, beside numbers, texts and lists.

namespace deltasim::experiment
{

/// A value for each of some names that come with the run, such as its memories, in their order. An object in JSON.
template <class Value>
struct ByName {
    std::vector<std::pair<std::string, Value>> entries;

    [[nodiscard]] const Value* find(std::string_view name) const
    {
        const auto found =
            std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == name; });
        return found == entries.end() ? nullptr : &found->second;
    }

    /// Creates the value if it does not exist.
    Value& operator[](std::string_view name)
    {
        if (const Value* known = find(name)) return const_cast<Value&>(*known);
        return entries.emplace_back(std::string(name), Value{}).second;
    }

    friend bool operator==(const ByName&, const ByName&) = default;
};

/// A value for each name of a fixed list, such as the causes of waiting. An object in JSON.
template <const auto& names, class Value>
struct ByKind {
    std::array<Value, names.size()> values{};

    friend bool operator==(const ByKind&, const ByKind&) = default;
};

/// A value that JSON omits if it is absent; an optional value is null there.
template <class Value>
struct OrAbsent : std::optional<Value> {
    using std::optional<Value>::optional;
};

/// The value of a cell, or of a column that a sweep names: nothing, a truth value, a number or text.
using Scalar = std::variant<std::monostate, bool, std::uint64_t, double, std::string>;

/// The names of an enumeration that results hold: `static constexpr const auto& names`.
template <class Enumeration>
struct NamesOf;

template <>
struct NamesOf<Phase> {
    static constexpr const auto& names = phase_names;
};

template <>
struct NamesOf<Tensor> {
    static constexpr const auto& names = tensor_names;
};

}  // namespace deltasim::experiment
