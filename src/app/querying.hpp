// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "app/printing.hpp"
#include "app/row_failures.hpp"
#include "experiment/store/results_store.hpp"
#include "experiment/store/table_query.hpp"
#include "os/messages.hpp"

// What the commands that query results stores share.

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
/// refuse_gaps() throws.
void answer(const StoreQuestion& question, const experiment::StoredResult& stored, experiment::ResultsStore& store);

/// Reports damaged points, one line each, after the others were shown. Throws StoreError if there are any.
void refuse_damage(const std::vector<std::string>& damage);

/// Reports rows without figures, too. Throws what refuse_damage() and refuse_failures() throw.
template <class Row>
void refuse_gaps(const std::vector<Row>& rows, const std::vector<std::string>& damage)
{
    if (damage.empty()) return refuse_failures(rows);
    for (const std::string& line : failure_lines(rows)) os::say("deltasim: error: " + line);
    refuse_damage(damage);
}

}  // namespace deltasim::app
