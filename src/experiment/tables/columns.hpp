// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "experiment/results/fields.hpp"
#include "experiment/results/named_values.hpp"
#include "report/table.hpp"

// Makes columns of tables from the lists of fields, with the title, unit and style of the field.

namespace deltasim::experiment
{

/// A column of a table whose rows are results of one type, with the function for its cells.
template <class Row>
struct ColumnOf {
    report::Column column;
    std::function<Scalar(const Row&)> value;
    bool is_energy = false;  ///< its unit is that of the run's energies
};

/// A cell with this value; truth values in words.
[[nodiscard]] report::Cell cell_of(const Scalar& value);

/// The text of such a cell, numbers with all digits; `-` if it is empty.
[[nodiscard]] std::string text_of(const Scalar& value);

[[nodiscard]] inline bool is_number(const Scalar& value)
{
    return std::holds_alternative<std::uint64_t>(value) || std::holds_alternative<double>(value);
}

/// The value, which must be a number.
[[nodiscard]] double number_of(const Scalar& value);

inline Scalar scalar_of(const Scalar& value) { return value; }
inline Scalar scalar_of(bool value) { return value; }
inline Scalar scalar_of(std::uint32_t count) { return std::uint64_t{count}; }
inline Scalar scalar_of(std::uint64_t count) { return count; }
inline Scalar scalar_of(double number) { return number; }
inline Scalar scalar_of(const std::string& text) { return text; }
template <class Enumeration>
requires std::is_enum_v<Enumeration> Scalar scalar_of(Enumeration value)
{
    return std::string(NamesOf<Enumeration>::names[static_cast<std::size_t>(value)]);
}
template <class Value>
requires requires(const Value& value) { scalar_of(value); }
Scalar scalar_of(const std::optional<Value>& value) { return value ? scalar_of(*value) : Scalar(); }

/// True if a value fits into a cell.
template <class Value>
concept IsScalar = requires(const Value& value)
{
    scalar_of(value);
};

/// The column of a field; `pJ` becomes the unit of the energies.
[[nodiscard]] report::Column column_of(const FieldText& listed, const std::string& energy_unit);
[[nodiscard]] bool is_energy(const FieldText& listed);

/// A column of something that a row may have; the cell is empty if it does not.
template <class Row, class Inner>
[[nodiscard]] ColumnOf<Row> reached(const ColumnOf<Inner>& column, const std::function<const Inner*(const Row&)>& reach)
{
    return {column.column,
            [value = column.value, reach](const Row& row) -> Scalar {
                const Inner* const inner = reach(row);
                return inner == nullptr ? Scalar() : value(*inner);
            },
            column.is_energy};
}

// A value, or what an optional one holds.
template <class Value>
const Value* held_by(const Value& value)
{
    return &value;
}
template <class Value>
const Value* held_by(const std::optional<Value>& value)
{
    return value ? &*value : nullptr;
}
template <class Value>
const Value* held_by(const OrAbsent<Value>& value)
{
    return value ? &*value : nullptr;
}

/// The type of a member, or of what an optional one holds.
template <class Row, class Get>
using Held = std::remove_cvref_t<decltype(*held_by(std::declval<const Row&>().*std::declval<Get>()))>;

/// Every field of a row that fits into a cell, in the order of its list, including those of inlined members.
template <class Row>
[[nodiscard]] std::vector<ColumnOf<Row>> all_columns(const std::string& energy_unit)
{
    std::vector<ColumnOf<Row>> columns;
    each_listed<Row>([&]<class Get>(const Field<Get>& listed) {
        const Get get = listed.get;
        using Inner = Held<Row, Get>;
        if constexpr (IsScalar<Inner>) {
            columns.push_back({column_of(listed, energy_unit), [get](const Row& row) { return scalar_of(row.*get); },
                               is_energy(listed)});
        } else if constexpr (HasFields<Inner>) {
            if (*listed.name != '\0') return;
            const std::function reach = [get](const Row& row) { return held_by(row.*get); };
            for (const ColumnOf<Inner>& column : all_columns<Inner>(energy_unit)) {
                columns.push_back(reached<Row, Inner>(column, reach));
            }
        }
    });
    return columns;
}

/// The name of a member, of the row or of something inlined in it; nullptr if its list lacks it.
template <class Row, class Member>
[[nodiscard]] const char* name_of_member(Member member)
{
    const char* name = nullptr;
    each_listed<Row>([&]<class Get>(const Field<Get>& listed) {
        if constexpr (std::is_same_v<Get, Member>) {
            if (listed.get == member) name = listed.name;
        } else if constexpr (HasFields<Held<Row, Get>>) {
            if (name == nullptr && *listed.name == '\0') name = name_of_member<Held<Row, Get>>(member);
        }
    });
    return name;
}

/// The columns with these keys, in their order. Throws if there is none with a key, or if a key is nullptr.
template <class Row>
[[nodiscard]] std::vector<ColumnOf<Row>> columns_named(std::span<const char* const> keys,
                                                       const std::string& energy_unit)
{
    const std::vector<ColumnOf<Row>> all = all_columns<Row>(energy_unit);
    std::vector<ColumnOf<Row>> columns;
    for (const char* const key : keys) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const ColumnOf<Row>& column) {
            return key != nullptr && column.column.key == key;
        });
        if (found == all.end()) throw std::logic_error("a table shows a member that its row does not list");
        columns.push_back(*found);
    }
    return columns;
}

/// The columns of some members, of the row or of something inlined in it, in the given order.
template <class Row, class... Members>
[[nodiscard]] std::vector<ColumnOf<Row>> member_columns(const std::string& energy_unit, Members... members)
{
    const std::array<const char*, sizeof...(Members)> keys{name_of_member<Row>(members)...};
    return columns_named<Row>(keys, energy_unit);
}

/// The column of one of them.
template <class Row, class Member>
[[nodiscard]] ColumnOf<Row> member_column(Member member, const std::string& energy_unit)
{
    return member_columns<Row>(energy_unit, member).front();
}

/// A table with one row for each of `rows`.
template <class Row>
[[nodiscard]] report::Table table_of(const std::string& title, const std::vector<ColumnOf<Row>>& columns,
                                     const std::vector<Row>& rows)
{
    report::Table table{title, {}, {}, {}};
    for (const ColumnOf<Row>& column : columns) table.columns.push_back(column.column);
    for (const Row& row : rows) {
        std::vector<report::Cell>& cells = table.rows.emplace_back();
        for (const ColumnOf<Row>& column : columns) cells.push_back(cell_of(column.value(row)));
    }
    return table;
}

}  // namespace deltasim::experiment
