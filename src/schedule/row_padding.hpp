// SPDX-License-Identifier: MIT
#pragma once

#include "model/row_layout.hpp"
#include "schedule/loop_nest.hpp"

// Schedules write their loop nests for matrices without gaps between rows. Here the rows are moved apart.

namespace deltasim::schedule
{

/// Changes every index into an array with a layout to that of the padded array. The program must walk such an array by
/// rows and columns: throws std::logic_error if a walk along a row runs on into the next row. Throws OverflowError.
void pad_rows(Program& program, const model::RowLayouts& layouts);

}  // namespace deltasim::schedule
