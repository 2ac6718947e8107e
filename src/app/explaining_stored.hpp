// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "app/printing.hpp"

// Explains stored points without simulating.

namespace deltasim::app
{

struct StoredExplanation {
    std::string store;
    std::string schedule;                 ///< schedule of the points; empty: any
    std::vector<std::string> conditions;  ///< --where
    std::string format;
    PrintOptions print;
};

/// Explains the one point that meets the conditions, beside the points that differ from it only in the schedule; or
/// compares two points. Throws InputError if there are none, or more than two, and what
/// refuse_damage() throws.
void explain_stored(const StoredExplanation& asked);

}  // namespace deltasim::app
