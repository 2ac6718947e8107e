// SPDX-License-Identifier: MIT
#include "experiment/tables/columns.hpp"

#include "experiment/results/json_writer.hpp"
#include "report/json_text.hpp"

namespace deltasim::experiment
{

report::Cell cell_of(const Scalar& value)
{
    if (const auto* const yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
    if (const auto* const count = std::get_if<std::uint64_t>(&value)) return *count;
    if (const auto* const number = std::get_if<double>(&value)) return *number;
    if (const auto* const text = std::get_if<std::string>(&value)) return *text;
    return std::monostate{};
}

std::string text_of(const Scalar& value)
{
    if (std::holds_alternative<std::monostate>(value)) return "-";  // as tables show absent values
    if (const auto* const text = std::get_if<std::string>(&value)) return *text;
    return report::strict_json(json_of(value));
}

double number_of(const Scalar& value)
{
    const auto* const count = std::get_if<std::uint64_t>(&value);
    return count != nullptr ? static_cast<double>(*count) : std::get<double>(value);
}

report::Column column_of(const FieldText& listed, const std::string& energy_unit)
{
    return {listed.name,
            listed.title,
            is_energy(listed) ? energy_unit : listed.unit,
            listed.style,
            report::ColumnUse::always,
            listed.meaning};
}

bool is_energy(const FieldText& listed) { return listed.unit == std::string_view("pJ"); }

}  // namespace deltasim::experiment
