// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/node.hpp"

// Keeps the lanes of an array equal to rows times columns when an override gives only one of the two.

namespace deltasim::config
{

/// Changes the `pe_array` of a processor that has rows and columns. Where an override gives the lanes alone, the rows
/// become the divisor of the lanes that comes nearest to the former proportions. Where an override gives rows or
/// columns, the lanes become their product. Values that cannot be read are left to the reader.
void put_array_shape(Node& pe_array);

}  // namespace deltasim::config
