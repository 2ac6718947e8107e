// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "report/table.hpp"

// How results are printed: in a format, and on a terminal as much as fits.

namespace deltasim::app
{

struct PrintOptions {
    bool wide = false;                 ///< --wide
    std::vector<std::string> columns;  ///< --columns
    std::string table;                 ///< --table

    void add_wide_to(Command& command);
    void add_columns_to(Command& command);
    void add_table_to(Command& command);
};

/// The part of a long table that a terminal shows.
struct FirstRows {
    std::size_t most = 0;  ///< 0: all
    std::string rest;      ///< the command that shows the other rows
};

/// Throws InputError for a column of --columns that is unknown or occurs twice.
void require_columns(const std::vector<std::string>& asked, const std::vector<std::string>& known);

/// The tables, and their columns, that the options choose. Throws InputError for a name that no table has.
[[nodiscard]] std::vector<report::Table> chosen_tables(const PrintOptions& options,
                                                       const std::vector<report::Table>& tables);

/// The text to print: `json` if the format is JSON, else the tables. CSV is one table: the first, unless --table names
/// another. JSON is one table, too, if --table or --columns chose it.
[[nodiscard]] std::string printed_text(const PrintOptions& options, const std::string& format,
                                       std::vector<report::Table> tables, const std::string& json,
                                       const FirstRows& first = {});

}  // namespace deltasim::app
