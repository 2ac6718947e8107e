// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "report/table.hpp"

// How results are printed: the format, and on a terminal as much as fits.

namespace deltasim::app
{

struct PrintOptions {
    bool wide = false;                 ///< --wide
    std::vector<std::string> columns;  ///< --columns
    std::string table;                 ///< --table

    void add_wide_to(CLI::App& command);
    void add_columns_to(CLI::App& command);
    void add_table_to(CLI::App& command);
};

/// What of a long table a terminal shows.
struct FirstRows {
    std::size_t most = 0;  ///< 0: all
    std::string rest;      ///< how to see the others
};

/// Throws InputError for a column asked for by --columns that is not known, or that is there twice.
void require_columns(const std::vector<std::string>& asked, const std::vector<std::string>& known);

/// Those tables, and of them those columns, that were asked for. Throws InputError for a name that none has.
[[nodiscard]] std::vector<report::Table> chosen_tables(const PrintOptions& options,
                                                       const std::vector<report::Table>& tables);

/// What is printed: `json` where that is the format, else the tables. CSV is one table, the first unless --table names
/// another, and so is the JSON of a table or of columns that were asked for.
[[nodiscard]] std::string printed_text(const PrintOptions& options, const std::string& format,
                                       std::vector<report::Table> tables, const std::string& json,
                                       const FirstRows& first = {});

}  // namespace deltasim::app
