// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "app/printing.hpp"
#include "experiment/store/results_store.hpp"
#include "experiment/store/table_query.hpp"

// What the commands that ask a results store have in common.

namespace deltasim::app
{

struct StoreQuestion {
    std::string store;
    std::string baseline;  ///< empty: each point's own
    std::string format = "text";
    PrintOptions print;
    experiment::TableQuery query;
};

/// Prints the answer, and on stderr what it leaves out. `stored`: see stored_rows(). Throws InputError, and as
/// refuse_damage() and refuse_failures() do.
void answer(const StoreQuestion& question, const experiment::StoredResult& stored, experiment::ResultsStore& store);

/// Tells of the points that were damaged, once the others have been shown. Throws StoreError if there are any.
void refuse_damage(const experiment::ResultsStore& store);

}  // namespace deltasim::app
