// SPDX-License-Identifier: MIT
#include "experiment/results/row_reader.hpp"

#include "experiment/results/json_reader.hpp"

namespace deltasim::experiment
{

namespace
{

Scalar scalar_in(const Json& value, const JsonPlace& place)
{
    if (value.is_null()) return {};
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    if (value.is_number()) return value.get<double>();
    if (!value.is_string()) refuse(place, "a number, a text, true, false or null", value);
    return value.get<std::string>();
}

void read_text(const Json& row, const char* name, std::string& text, const JsonPlace& place)
{
    const Json* const member = member_of(row, name, place);
    const JsonPlace here{&place, name};
    if (member != nullptr && !member->is_null()) read_value(*member, text, here);
}

/// Figures are at least 0, but savings can be negative.
RowSavings take_savings(Json& row, const JsonPlace& place)
{
    RowSavings savings;
    each_field(savings, [&](const char* name, std::optional<double>& saving) {
        const Json value = row.value(name, Json());
        row.erase(name);
        if (value.is_null()) return;
        const JsonPlace here{&place, name};
        if (!value.is_number()) refuse(here, "a number", value);
        saving = value.get<double>();
    });
    return savings;
}

/// A row with an error has names but no figures.
SavingsRow row_in(const Json& json, const std::vector<std::string>& columns, const JsonPlace& place)
{
    require_object(json, place);
    ComparedRow row;
    const Json* const error = member_of(json, "error", place);
    const Json* const energy = member_of(json, "energy_pj", place);
    if (error != nullptr && error->is_null() && energy != nullptr && !energy->is_null()) {
        Json figures = json;
        const RowSavings savings = take_savings(figures, place);
        read_value(figures, row, place);
        row.savings = savings;
    } else {
        std::string text = "it has no figures";
        read_text(json, "error", text, place);
        row.error = text;
    }
    for (const auto& [name, member] :
         {std::pair("model", &SavingsRow::model), std::pair("processor", &SavingsRow::processor),
          std::pair("costs", &SavingsRow::costs), std::pair("schedule", &SavingsRow::schedule),
          std::pair("baseline", &SavingsRow::baseline)}) {
        read_text(json, name, row.*member, place);
    }
    std::string unit = "pJ";
    read_text(json, "energy_unit", unit, place);
    if (row.energy_pj) row.energy_unit = unit;
    for (const std::string& name : columns) {
        const JsonPlace here{&place, name};
        row.columns[name] = json.contains(name) ? scalar_in(json[name], here) : Scalar();
    }
    return row;
}

}  // namespace

StoredResult rows_in(const Json& json)
{
    const JsonPlace root{};
    StoredResult stored;
    if (const Json* const columns = member_of(json, "columns", root)) {
        const JsonPlace here{&root, "columns"};
        read_value(*columns, stored.columns, here);
    }
    const Json* const rows = member_of(json, "rows", root);
    const JsonPlace list{&root, "rows"};
    require_list(rows == nullptr ? Json() : *rows, list);
    for (const Json& row : *rows) {
        const JsonPlace here{&list, {}, stored.rows.size()};
        stored.rows.push_back(row_in(row, stored.columns, here));
    }
    return stored;
}

}  // namespace deltasim::experiment
