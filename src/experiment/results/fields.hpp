// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include "report/table.hpp"

// Each result lists its fields once: Fields<Type> is the only list. JSON, tables, columns of stores, and the checks
// when a result is read again are made from it, so a new figure is one line there.

namespace deltasim::experiment
{

/// What people and programs call a field.
struct FieldText {
    const char* name;     ///< in JSON, and of its column; empty: the member's own fields stand in its place
    const char* title;    ///< for people: `operand accesses`
    const char* unit;     ///< `s`, `B`, `cycles`; `pJ` stands for the unit of the run's energies
    const char* meaning;  ///< at most a sentence, for documents
    report::NumberStyle style;
};

/// One field of a result. `get` is a pointer to the member.
template <class Get>
struct Field : FieldText {
    Get get;
};

template <class Get>
[[nodiscard]] constexpr Field<Get> field(const char* name, Get get, const char* title, const char* unit,
                                         const char* meaning, report::NumberStyle style = report::NumberStyle::general)
{
    return {{name, title, unit, meaning, style}, get};
}

/// A member whose own fields stand in its place.
template <class Get>
[[nodiscard]] constexpr Field<Get> inlined(Get get)
{
    return {{"", "", "", "", report::NumberStyle::general}, get};
}

/// A list of fields: calls a visitor for each, in this order. A std::tuple could be walked the same way, but compilers
/// take several times as long for it.
template <class... Gets>
[[nodiscard]] constexpr auto fields(const Field<Gets>&... listed)
{
    return [=](const auto& visit) { (visit(listed), ...); };
}

/// Specialised for every result: `static constexpr auto list = fields(field(...), ...);`
template <class Type>
struct Fields;

template <class Type>
concept HasFields = requires
{
    Fields<std::remove_const_t<Type>>::list;
};

/// Calls `visit(field)` for each field of a result, in the order of its list.
template <class Type, class Visit>
constexpr void each_listed(const Visit& visit)
{
    Fields<std::remove_const_t<Type>>::list(visit);
}

/// Calls `visit(name, value)` for each field; `visit` writes or reads the value itself.
template <class Type, class Visit>
requires HasFields<Type>
void each_field(Type& result, const Visit& visit)
{
    each_listed<Type>([&](const auto& listed) { visit(listed.name, result.*listed.get); });
}

}  // namespace deltasim::experiment
