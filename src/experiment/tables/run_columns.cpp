// SPDX-License-Identifier: MIT
#include "experiment/tables/run_columns.hpp"

#include <algorithm>

namespace deltasim::experiment
{

std::string energy_unit(const Json& run) { return run["energy_unit"].get<std::string>(); }

bool is_fp32(const Json& run) { return run["precision"] == "fp32"; }

std::string precision_text(const Json& run)
{
    return run["precision"].get<std::string>() + (run["master_weights"].get<bool>() ? ", master weights" : "");
}

void add_sample_columns(std::vector<report::Column>& columns, const Json& rows, const std::string& unit)
{
    const auto any = [&](const auto& has) { return std::any_of(rows.begin(), rows.end(), has); };
    // The bound's rows have no such figures.
    if (any([](const Json& row) { return row.contains("epoch") && row["seconds_per_sample"] != row["seconds"]; })) {
        columns.push_back({"energy_pj_per_sample", "energy a sample", unit, {}});
        columns.push_back({"seconds_per_sample", "time a sample", "s", {}});
    }
    if (any([](const Json& row) { return row.contains("epoch") && !row["epoch"].is_null(); })) {
        columns.push_back({"epoch_energy_pj", "energy an epoch", unit, {}});
        columns.push_back({"epoch_seconds", "time an epoch", "s", {}});
    }
}

void add_epoch_cells(Json& row)
{
    if (row["epoch"].is_null()) return;
    row["epoch_energy_pj"] = row["epoch"]["energy_pj"];
    row["epoch_seconds"] = row["epoch"]["seconds"];
}

}  // namespace deltasim::experiment
