// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/node.hpp"

// The rows and columns of an array of which an override gives the lanes, or the other way round.

namespace deltasim::config
{

/// In `pe_array` of a processor that has rows and columns: where an override gives the lanes alone, as many rows as
/// divide these and come nearest to the proportions that there were; where it gives rows or columns, as many lanes as
/// they make. What cannot be read is left to the reader.
void put_array_shape(Node& pe_array);

}  // namespace deltasim::config
