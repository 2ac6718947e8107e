// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/quantity.hpp"
#include "experiment/results/fields.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/named_values.hpp"

// Reads any result from JSON that anyone may have written. Every type, range, size and depth is checked here, once, so
// the result is one that the program itself could have written.

namespace deltasim::experiment
{

/// The text is not such a result. The message says where, what was expected, and what was found.
class DamagedResult : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// The place of a value in a text: `figures.time_cycles.total`, `phases[3].layer`.
struct JsonPlace {
    const JsonPlace* parent = nullptr;
    std::string_view key{};  ///< of an object; empty: the index in a list counts
    std::size_t index = 0;

    [[nodiscard]] std::string text() const;
};

/// Parses JSON, no larger and no deeper than a result is. Throws DamagedResult, as all functions here do.
[[nodiscard]] Json parsed_json(std::string_view text);

[[noreturn]] void refuse(const JsonPlace& place, std::string_view expected, const Json& found);
[[noreturn]] void refuse_missing(const JsonPlace& place);

/// The value of a key, or nullptr. `place`: of the object.
[[nodiscard]] const Json* member_of(const Json& json, const char* name, const JsonPlace& place);
/// Refuses anything but a list, and a list that is longer than any result has.
void require_list(const Json& json, const JsonPlace& place);
/// The elements of such a list.
[[nodiscard]] const Json::array_t& elements_of(const Json& json, const JsonPlace& place);
void require_object(const Json& json, const JsonPlace& place);
[[nodiscard]] const Json::object_t& members_of(const Json& json, const JsonPlace& place);
/// The index of a text among some names.
[[nodiscard]] std::size_t index_of_name(const Json& json, std::span<const std::string_view> names,
                                        const JsonPlace& place);

void read_value(const Json& json, bool& value, const JsonPlace& place);
void read_value(const Json& json, std::uint32_t& count, const JsonPlace& place);
void read_value(const Json& json, std::uint64_t& count, const JsonPlace& place);
/// Refuses numbers that are not finite, or that are negative: no kept measure is.
void read_value(const Json& json, double& number, const JsonPlace& place);
void read_value(const Json& json, Seconds& time, const JsonPlace& place);
void read_value(const Json& json, std::string& text, const JsonPlace& place);
/// A value in the words of an experiment, which stays JSON.
void read_value(const Json& json, Json& value, const JsonPlace& place);

template <class Enumeration>
requires std::is_enum_v<Enumeration>
void read_value(const Json& json, Enumeration& value, const JsonPlace& place)
{
    value = static_cast<Enumeration>(index_of_name(json, NamesOf<Enumeration>::names, place));
}

// Each of these may contain any other.
template <class Value>
void read_value(const Json& json, std::optional<Value>& value, const JsonPlace& place);
template <class Value>
void read_value(const Json& json, std::vector<Value>& values, const JsonPlace& place);
template <class Value, std::size_t size>
void read_value(const Json& json, std::array<Value, size>& values, const JsonPlace& place);
template <class Value>
void read_value(const Json& json, ByName<Value>& values, const JsonPlace& place);
template <const auto& names, class Value>
void read_value(const Json& json, ByKind<names, Value>& values, const JsonPlace& place);
template <class Type>
requires HasFields<Type>
void read_value(const Json& json, Type& result, const JsonPlace& place);

template <class Value>
inline constexpr bool may_be_absent = false;
template <class Value>
inline constexpr bool may_be_absent<std::optional<Value>> = true;
template <class Value>
inline constexpr bool may_be_absent<OrAbsent<Value>> = true;

/// A field of the object; a member without a name has its own fields there. Optional fields may be absent: results of
/// an earlier version lack fields that were added since.
template <class Value>
void read_field(const Json& json, const char* name, Value& value, const JsonPlace& place)
{
    if (*name == '\0') return read_value(json, value, place);
    const JsonPlace here{&place, name};
    const Json* const member = member_of(json, name, place);
    if (member != nullptr)
        read_value(*member, value, here);
    else if constexpr (!may_be_absent<Value>)
        refuse_missing(here);
}

template <class Value>
void read_value(const Json& json, std::optional<Value>& value, const JsonPlace& place)
{
    value.reset();
    if (!json.is_null()) read_value(json, value.emplace(), place);
}

template <class Value>
void read_value(const Json& json, std::vector<Value>& values, const JsonPlace& place)
{
    values.clear();
    for (const Json& element : elements_of(json, place)) {
        const JsonPlace here{&place, {}, values.size()};
        read_value(element, values.emplace_back(), here);
    }
}

template <class Value, std::size_t size>
void read_value(const Json& json, std::array<Value, size>& values, const JsonPlace& place)
{
    const Json::array_t& elements = elements_of(json, place);
    if (elements.size() != size) refuse(place, "a list of " + std::to_string(size), json);
    std::size_t i = 0;
    for (const Json& element : elements) {
        const JsonPlace here{&place, {}, i};
        read_value(element, values[i++], here);
    }
}

template <class Value>
void read_value(const Json& json, ByName<Value>& values, const JsonPlace& place)
{
    values.entries.clear();
    for (const auto& [name, element] : members_of(json, place)) {
        const JsonPlace here{&place, name};
        read_value(element, values[name], here);
    }
}

template <const auto& names, class Value>
void read_value(const Json& json, ByKind<names, Value>& values, const JsonPlace& place)
{
    require_object(json, place);
    for (std::size_t i = 0; i < names.size(); ++i) {
        read_field(json, std::string(names[i]).c_str(), values.values[i], place);
    }
}

template <class Type>
requires HasFields<Type>
void read_value(const Json& json, Type& result, const JsonPlace& place)
{
    require_object(json, place);
    each_field(result, [&](const char* name, auto& value) { read_field(json, name, value, place); });
}

/// Reads a result from a text.
template <class Type>
[[nodiscard]] Type read_result(std::string_view text)
{
    Type result{};
    read_value(parsed_json(text), result, JsonPlace{});
    return result;
}

}  // namespace deltasim::experiment
