// SPDX-License-Identifier: MIT
#include "experiment/store/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace deltasim::experiment
{

namespace
{

/// How long to wait for another process that writes: its transactions are short.
constexpr int patience_ms = 60'000;

std::string text_of(const std::filesystem::path& file, const std::string& why)
{
    return fmt::format("{}: {}", file.string(), why);
}

/// Why nothing can be written beside a file, where SQLite keeps a log and its index; empty where it can.
std::string why_no_files_beside(const std::filesystem::path& file)
{
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    return access(folder.c_str(), W_OK) == 0 ? "" : fmt::format("its folder: {}", std::strerror(errno));
}

bool has_log(const std::filesystem::path& file)
{
    std::error_code none;
    const auto size = std::filesystem::file_size(file.string() + "-wal", none);
    return !none && size > 0;
}

/// The name of a file that does not change, as SQLite wants it.
std::string immutable_name(const std::filesystem::path& file)
{
    std::string name = "file://";
    for (const char c : std::filesystem::absolute(file).string()) {
        const auto byte = static_cast<unsigned char>(c);
        name += std::isalnum(byte) != 0 || c == '/' ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return name + "?immutable=1";
}

}  // namespace

Database::Database(const std::filesystem::path& file, DatabaseAccess access, const DatabaseKind& kind)
    : file_(file), name_(std::filesystem::absolute(file))
{
    std::error_code none;
    const std::filesystem::file_status status = std::filesystem::status(file, none);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        throw StoreError(
            text_of(file, std::filesystem::is_directory(status) ? "is a directory" : "is no regular file"));
    }
    if (access != DatabaseAccess::create && !std::filesystem::exists(status)) {
        throw StoreError(text_of(file, std::strerror(ENOENT)));
    }
    try {
        open(access == DatabaseAccess::create ? SQLITE_OPEN_CREATE : 0);
        if (access == DatabaseAccess::read) make_readable();
        if (access != DatabaseAccess::read && sqlite3_db_readonly(connection_, "main") == 1) {
            throw StoreError(text_of(file, "cannot be written: the file is read-only"));
        }
        if (access == DatabaseAccess::create) create_tables(kind);
        require_kind(kind);
        if (access != DatabaseAccess::read) prepare_to_write();
    } catch (...) {
        sqlite3_close(connection_);
        throw;
    }
}

Database::~Database() { sqlite3_close(connection_); }

void Database::open(int flags)
{
    constexpr int always = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI;
    const int code = sqlite3_open_v2(name_.c_str(), &connection_, always | flags, nullptr);
    if (code != SQLITE_OK) fail(code);
    sqlite3_extended_result_codes(connection_, 1);
    sqlite3_busy_timeout(connection_, patience_ms);
}

void Database::make_readable()
{
    // Where no file can be made there is no index of a log either; but without a log, what is there does not change.
    if (can_be_read() || has_log(file_)) return;
    sqlite3_close(connection_);
    name_ = immutable_name(file_);
    open(0);
}

bool Database::can_be_read()
{
    constexpr const char* any_read = "SELECT count(*) FROM sqlite_schema";
    const int code = sqlite3_exec(connection_, any_read, nullptr, nullptr, nullptr) & 0xFF;
    return code != SQLITE_CANTOPEN && code != SQLITE_READONLY && code != SQLITE_IOERR && code != SQLITE_FULL;
}

void Database::create_tables(const DatabaseKind& kind)
{
    if (pragma("application_id") == kind.application_id) return;
    Transaction transaction(*this);
    // Another process may have made them meanwhile; and another program's tables are left alone.
    const bool is_empty = [&] {
        Statement tables(*this, "SELECT count(*) FROM sqlite_schema");
        tables.step();
        return tables.integer(0) == 0;
    }();
    if (is_empty && pragma("application_id") == 0) {
        execute(kind.schema);
        execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kind.application_id,
                            kind.schema_version));
    }
    transaction.commit();
}

void Database::prepare_to_write()
{
    execute("PRAGMA synchronous = FULL");
    // A switch of the mode does not wait for others by itself.
    for (int tries = 0; sqlite3_exec(connection_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) != SQLITE_OK;
         ++tries) {
        const int code = sqlite3_errcode(connection_);
        if ((code & 0xFF) != SQLITE_BUSY || tries == patience_ms / 10) fail(code);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void Database::require_kind(const DatabaseKind& kind)
{
    if (pragma("application_id") != kind.application_id) {
        throw StoreError(text_of(file_, fmt::format("is not {}", kind.noun)));
    }
    const std::int64_t version = pragma("user_version");
    if (version == kind.schema_version) return;
    throw StoreError(text_of(file_, fmt::format("is {} of schema {}, and this version reads schema {}", kind.noun,
                                                version, kind.schema_version)));
}

std::int64_t Database::pragma(const std::string& name)
{
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(connection_, ("PRAGMA " + name).c_str(), -1, &statement, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    const std::int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    if (code != SQLITE_ROW) fail(code);
    return value;
}

void Database::execute(const std::string& sql)
{
    const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

void Database::fail(int code) const
{
    const int primary = code & 0xFF;
    if (primary == SQLITE_NOTADB) throw StoreError(text_of(file_, "is not a results store of deltasim"));
    const int system_error = sqlite3_system_errno(connection_);
    std::string why = sqlite3_errmsg(connection_);
    if (primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN) {
        const std::string of_folder = why_no_files_beside(file_);
        if (!of_folder.empty()) throw StoreError(text_of(file_, "cannot be written: " + of_folder));
        if (system_error != 0) why = std::strerror(system_error);
        throw StoreError(
            text_of(file_, fmt::format("cannot be {}: {}", primary == SQLITE_READONLY ? "written" : "opened", why)));
    }
    if (primary == SQLITE_IOERR && system_error != 0) why += fmt::format(": {}", std::strerror(system_error));
    throw StoreError(text_of(file_, why));
}

Transaction::Transaction(Database& database) : database_(database) { database.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction()
{
    if (!open_) return;
    try {
        database_.execute("ROLLBACK");
    } catch (const std::exception&) {  // SQLite has rolled back by itself
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
