// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "app/printing.hpp"
#include "experiment/store/results_store.hpp"
#include "experiment/store/table_query.hpp"

// What the commands that query a results store share.

namespace deltasim::app
{

struct StoreQuestion {
    std::string store;
    std::string baseline;  ///< empty: each point's own
    std::string format = "text";
    PrintOptions print;
    experiment::TableQuery query;
};

/// Prints the answer, and says on stderr what it leaves out. `stored`: see stored_rows(). Throws InputError, and what
/// refuse_damage() and refuse_failures() throw.
void answer(const StoreQuestion& question, const experiment::StoredResult& stored, experiment::ResultsStore& store);

/// Reports damaged points, after the others were shown. Throws StoreError if there are any.
void refuse_damage(const experiment::ResultsStore& store);

}  // namespace deltasim::app
