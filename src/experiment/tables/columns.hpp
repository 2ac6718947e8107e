// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
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
template <class Get>
[[nodiscard]] report::Column column_of(const Field<Get>& listed, const std::string& energy_unit)
{
    const std::string unit = listed.unit;
    return {listed.name,   listed.title, unit == "pJ" ? energy_unit : unit, listed.style, report::ColumnUse::always,
            listed.meaning};
}

template <class Value>
inline constexpr bool is_optional = false;
template <class Value>
inline constexpr bool is_optional<std::optional<Value>> = true;
template <class Value>
inline constexpr bool is_optional<OrAbsent<Value>> = true;

/// Calls `visit(column, get)` for every field of a row that fits into a cell, including those of inlined members;
/// `get(row)` is its value. The titles of columns of ByKind members come from `title_of_kind`.
template <class Row, class Root, class Reach, class Visit>
void each_cell_field(const std::string& energy_unit, const Reach& reach, const Visit& visit)
{
    each_listed<Row>([&](const auto& listed) {
        using Value = std::decay_t<decltype(std::invoke(listed.get, std::declval<const Row&>()))>;
        if constexpr (IsScalar<Value>) {
            visit(listed, column_of(listed, energy_unit), [reach, get = listed.get](const Root& root) -> Scalar {
                const Row* const row = reach(root);
                return row == nullptr ? Scalar() : scalar_of(std::invoke(get, *row));
            });
        } else if constexpr (HasFields<Value>) {
            if (*listed.name != '\0') return;
            each_cell_field<Value, Root>(
                energy_unit,
                [reach, get = listed.get](const Root& root) -> const Value* {
                    const Row* const row = reach(root);
                    return row == nullptr ? nullptr : &std::invoke(get, *row);
                },
                visit);
        } else if constexpr (is_optional<Value>) {
            if constexpr (HasFields<typename Value::value_type>) {
                if (*listed.name != '\0') return;
                each_cell_field<typename Value::value_type, Root>(
                    energy_unit,
                    [reach, get = listed.get](const Root& root) -> const typename Value::value_type* {
                        const Row* const row = reach(root);
                        if (row == nullptr) return nullptr;
                        const auto& inner = std::invoke(get, *row);
                        return inner ? &*inner : nullptr;
                    },
                    visit);
            }
        }
    });
}

/// Every field of a row that fits into a cell, in the order of its list.
template <class Row>
[[nodiscard]] std::vector<ColumnOf<Row>> all_columns(const std::string& energy_unit)
{
    std::vector<ColumnOf<Row>> columns;
    each_cell_field<Row, Row>(
        energy_unit, [](const Row& row) { return &row; },
        [&](const auto& listed, report::Column column, auto get) {
            columns.push_back({std::move(column), get, listed.unit == std::string_view("pJ")});
        });
    return columns;
}

/// The column of one member, of the row or of something inlined in it.
template <class Row, class Member>
[[nodiscard]] ColumnOf<Row> member_column(Member member, const std::string& energy_unit)
{
    std::optional<ColumnOf<Row>> found;
    each_cell_field<Row, Row>(
        energy_unit, [](const Row& row) { return &row; },
        [&](const auto& listed, report::Column column, auto get) {
            if constexpr (std::is_same_v<std::decay_t<decltype(listed.get)>, Member>) {
                if (listed.get == member) {
                    found = {std::move(column), get, listed.unit == std::string_view("pJ")};
                }
            }
        });
    if (!found) throw std::logic_error("a table shows a member that its row does not list");
    return *found;
}

/// The columns of some members, in the given order.
template <class Row, class... Members>
[[nodiscard]] std::vector<ColumnOf<Row>> member_columns(const std::string& energy_unit, Members... members)
{
    return {member_column<Row>(members, energy_unit)...};
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
