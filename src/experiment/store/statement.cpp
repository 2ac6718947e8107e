// SPDX-License-Identifier: MIT
#include <sqlite3.h>

#include "experiment/store/database.hpp"

// Statements of a database, and transactions.

namespace deltasim::experiment
{

Transaction::Transaction(Database& database) : database_(database) { database.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction()
{
    if (!open_) return;
    try {
        database_.execute("ROLLBACK");
    } catch (const std::exception&) {  // SQLite has already rolled back
    }
}

void Transaction::commit()
{
    database_.execute("COMMIT");
    open_ = false;
}

Statement::Statement(Database& database, const std::string& sql) : database_(database)
{
    const int code =
        sqlite3_prepare_v3(database.connection_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (code != SQLITE_OK) database.fail(code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::step()
{
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail(code);
    return code == SQLITE_ROW;
}

void Statement::run()
{
    while (step()) {}
    reset();
}

std::string Statement::text(int column) const
{
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

bool Statement::is_text(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_TEXT; }

bool Statement::is_integer(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_INTEGER; }

void Statement::reset() { sqlite3_reset(statement_); }

void Statement::bind(int index, const std::string& text)
{
    const int code = sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    if (code != SQLITE_OK) database_.fail(code);
}

void Statement::bind(int index, std::int64_t number)
{
    const int code = sqlite3_bind_int64(statement_, index, number);
    if (code != SQLITE_OK) database_.fail(code);
}

}  // namespace deltasim::experiment
