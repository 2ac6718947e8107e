// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/run_json.hpp"
#include "report/table.hpp"

// What the tables of a run and those of savings have in common: units, precisions, figures a sample and an epoch.

namespace deltasim::experiment
{

/// The unit of every energy of a run.
[[nodiscard]] std::string energy_unit(const Json& run);

[[nodiscard]] bool is_fp32(const Json& run);
/// The precisions of a run's tensors in words.
[[nodiscard]] std::string precision_text(const Json& run);

/// Columns of a table whose rows are those of a run or a comparison: a sample's figures where a step has several, an
/// epoch's where its samples are told.
void add_sample_columns(std::vector<report::Column>& columns, const Json& rows, const std::string& unit);
/// Gives a row with `epoch` the cells of those columns.
void add_epoch_cells(Json& row);

}  // namespace deltasim::experiment
