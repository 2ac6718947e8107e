// SPDX-License-Identifier: MIT
#pragma once

#include "model/row_layout.hpp"
#include "schedule/loop_nest.hpp"

// Schedules write their loop nests for matrices of row upon row. Here the rows are moved apart.

namespace deltasim::schedule
{

/// Makes every index into an array with a layout that of the padded array. Such an array must be walked by rows and
/// columns: throws std::logic_error where a walk along a row runs on into the next one. Throws OverflowError.
void pad_rows(Program& program, const model::RowLayouts& layouts);

}  // namespace deltasim::schedule
