// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include "core/quantity.hpp"
#include "experiment/results/fields.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/named_values.hpp"

// Writes any result as JSON, by the list of its fields.

namespace deltasim::experiment
{

[[nodiscard]] Json json_of(bool value);
[[nodiscard]] Json json_of(std::uint32_t count);
[[nodiscard]] Json json_of(std::uint64_t count);
[[nodiscard]] Json json_of(double number);
[[nodiscard]] Json json_of(const std::string& text);
[[nodiscard]] Json json_of(Seconds time);
/// A value in the words of an experiment.
[[nodiscard]] inline const Json& json_of(const Json& json) { return json; }
[[nodiscard]] Json json_of(const Scalar& scalar);
[[nodiscard]] Json json_of_name(std::string_view name);

// What the functions below do to JSON: compiled once, not for each type.
void set(Json& object, const char* name, Json value);
void set(Json& object, std::string_view name, Json value);
/// All members of `other`.
void add_members(Json& object, const Json& other);
void append(Json& list, Json value);

template <class Enumeration>
requires std::is_enum_v<Enumeration> Json json_of(Enumeration value)
{
    return json_of_name(NamesOf<Enumeration>::names[static_cast<std::size_t>(value)]);
}

// Each of these may contain any other.
template <class Value>
Json json_of(const std::optional<Value>& value);
template <class Value>
Json json_of(const std::vector<Value>& values);
template <class Value, std::size_t size>
Json json_of(const std::array<Value, size>& values);
template <class Value>
Json json_of(const ByName<Value>& values);
template <const auto& names, class Value>
Json json_of(const ByKind<names, Value>& values);
template <class Type>
requires HasFields<Type> Json json_of(const Type& result);

/// Adds a field to an object; a member without a name adds its own fields.
template <class Value>
void add_field(Json& json, const char* name, const Value& value)
{
    if (*name != '\0')
        set(json, name, json_of(value));
    else
        add_members(json, json_of(value));
}

template <class Value>
void add_field(Json& json, const char* name, const OrAbsent<Value>& value)
{
    if (value) add_field(json, name, *value);
}

/// If a result is absent, all its fields are null.
template <class Value>
requires HasFields<Value>
void add_field(Json& json, const char* name, const std::optional<Value>& value)
{
    if (*name != '\0' || value) {
        if (value)
            add_field(json, name, *value);
        else
            set(json, name, Json());
        return;
    }
    each_listed<Value>([&](const auto& listed) { set(json, listed.name, Json()); });
}

template <class Value>
Json json_of(const std::optional<Value>& value)
{
    return value ? json_of(*value) : Json();
}

template <class Value>
Json json_of(const std::vector<Value>& values)
{
    Json json = Json::array();
    for (const Value& value : values) append(json, json_of(value));
    return json;
}

template <class Value, std::size_t size>
Json json_of(const std::array<Value, size>& values)
{
    Json json = Json::array();
    for (const Value& value : values) append(json, json_of(value));
    return json;
}

template <class Value>
Json json_of(const ByName<Value>& values)
{
    Json json = Json::object();
    for (const auto& [name, value] : values.entries) set(json, name, json_of(value));
    return json;
}

template <const auto& names, class Value>
Json json_of(const ByKind<names, Value>& values)
{
    Json json = Json::object();
    for (std::size_t i = 0; i < names.size(); ++i) add_field(json, std::string(names[i]).c_str(), values.values[i]);
    return json;
}

template <class Type>
requires HasFields<Type> Json json_of(const Type& result)
{
    Json json = Json::object();
    each_field(result, [&](const char* name, const auto& value) { add_field(json, name, value); });
    return json;
}

}  // namespace deltasim::experiment
