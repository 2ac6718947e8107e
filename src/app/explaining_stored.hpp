// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "app/printing.hpp"

// What stored points have to explain, without simulating.

namespace deltasim::app
{

struct StoredExplanation {
    std::string store;
    std::string schedule;                 ///< of the points; empty: any
    std::vector<std::string> conditions;  ///< --where
    std::string format;
    PrintOptions print;
};

/// Explains the one point that meets the conditions, beside those that differ from it in nothing but the schedule, or
/// compares two. Throws InputError where there are none or more.
void explain_stored(const StoredExplanation& asked);

}  // namespace deltasim::app
