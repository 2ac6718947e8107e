// SPDX-License-Identifier: MIT
#include "experiment/store/database.hpp"

#include <fstream>
#include <string_view>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <thread>
#include <utility>

#include "os/input_files.hpp"
#include "os/interruption.hpp"

namespace deltasim::experiment
{

namespace
{

std::string problem_with(const std::filesystem::path& file, const std::string& why)
{
    return fmt::format("{}: {}", file.string(), why);
}

/// Why no file can be created beside `file`, where SQLite keeps a log and its index; empty if files can be created.
std::string why_no_files_beside(const std::filesystem::path& file)
{
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    return access(folder.c_str(), W_OK) == 0 ? "" : fmt::format("its folder: {}", std::strerror(errno));
}

/// The name of a file with an option, as SQLite reads it: `mode=ro`, or `immutable=1` for a file that does not change.
std::string name_with(const std::filesystem::path& file, const char* option)
{
    std::string name = "file://";
    for (const char c : file.string()) {
        const auto byte = static_cast<unsigned char>(c);
        name += std::isalnum(byte) != 0 || c == '/' ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return name + "?" + option;
}

bool has_bytes(const std::filesystem::path& file)
{
    std::error_code none;
    const std::uintmax_t size = std::filesystem::file_size(file, none);
    return !none && size > 0;
}

}  // namespace

Database::Database(const std::filesystem::path& file, DatabaseAccess access, const DatabaseKind& kind)
    : file_(file), real_file_(os::real_path(file)), name_(real_file_), wait_(file_, real_file_)
{
    std::error_code none;
    const std::filesystem::file_status status = std::filesystem::status(file, none);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        throw StoreError(
            problem_with(file, std::filesystem::is_directory(status) ? "is a directory" : "is not a regular file"));
    }
    if (access != DatabaseAccess::create && !std::filesystem::exists(status)) {
        throw StoreError(problem_with(file, std::strerror(ENOENT)));
    }
    try {
        if (access == DatabaseAccess::read) {
            name_ = name_with(real_file_, "mode=ro");
            removes_log_ = !std::filesystem::exists(log(), none);
        }
        if (access != DatabaseAccess::read) refuse_several_names();
        open(access);
        if (access == DatabaseAccess::read) make_readable();
        if (access != DatabaseAccess::read && sqlite3_db_readonly(connection_, "main") == 1) {
            throw StoreError(problem_with(file, "cannot be written: the file is read-only"));
        }
        if (access == DatabaseAccess::create) create_tables(kind);
        require_kind(kind);
        if (access != DatabaseAccess::read) prepare_to_write();
        identity_ = os::identity_of(real_file_);
        size_ = std::filesystem::file_size(real_file_, none);
        written_ = std::filesystem::last_write_time(real_file_, none);
    } catch (...) {
        close();
        throw;
    }
}

Database::~Database() { close(); }

void Database::open(DatabaseAccess access)
{
    const int flags = access == DatabaseAccess::read     ? SQLITE_OPEN_READONLY
                      : access == DatabaseAccess::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                         : SQLITE_OPEN_READWRITE;
    const int code = sqlite3_open_v2(name_.c_str(), &connection_, flags | SQLITE_OPEN_URI, nullptr);
    if (code != SQLITE_OK) fail(code);
    os::note_input(std::filesystem::path(real_file_));
    sqlite3_extended_result_codes(connection_, 1);
    const auto on_busy = [](void* self, int tries) {
        auto& database = *static_cast<Database*>(self);
        return database.wait_.wait(tries, database.files()) ? 1 : 0;
    };
    sqlite3_busy_handler(connection_, on_busy, this);
    // A connection that only reads does not merge the log into the file.
    if (access == DatabaseAccess::read) sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::close()
{
    sqlite3_close(connection_);
    connection_ = nullptr;
    if (removes_log_) remove_log();
    if (!drops_log_) return;
    std::error_code none;
    for (const char* const part : {"-wal", "-shm"}) std::filesystem::remove(real_file_.string() + part, none);
}

/// Reading creates an empty log and its index. SQLite removes them when the last connection that may write is closed.
/// So this opens such a connection and closes it. If another process has one, it removes them later.
void Database::remove_log()
{
    removes_log_ = false;
    std::error_code none;
    if (!std::filesystem::exists(log(), none) || has_bytes(log())) return;
    sqlite3* last = nullptr;
    if (sqlite3_open_v2(real_file_.c_str(), &last, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
        sqlite3_exec(last, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    }
    sqlite3_close(last);
}

/// The log lies beside one name of the file. A process that opens the file by another name would not see the log.
void Database::refuse_several_names() const
{
    std::error_code none;
    const std::uintmax_t names = std::filesystem::hard_link_count(real_file_, none);
    if (none || names <= 1) return;
    throw StoreError(
        problem_with(file_, fmt::format("cannot be written: it has {} names (hard links), and its log can lie "
                                        "beside one of them only; copy it",
                                        names)));
}

void Database::make_readable()
{
    // If no file can be created, SQLite cannot create an index of a log. But without a log, the contents do not change.
    if (can_be_read() || has_bytes(log())) return;
    close();
    name_ = name_with(real_file_, "immutable=1");
    open(DatabaseAccess::read);
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
    // Another process may have created the tables in the meantime. Tables of another program are left alone.
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
    // SQLite does not wait for other processes when it switches the mode.
    for (int tries = 0; sqlite3_exec(connection_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) != SQLITE_OK;
         ++tries) {
        const int code = sqlite3_errcode(connection_);
        if ((code & 0xFF) != SQLITE_BUSY || !wait_.wait(tries, files())) fail(code);
    }
}

std::vector<std::filesystem::path> Database::files() const
{
    std::vector<std::filesystem::path> files;
    for (int i = 0; const char* const schema = sqlite3_db_name(connection_, i); ++i) {
        const char* const name = sqlite3_db_filename(connection_, schema);
        if (name != nullptr && *name != '\0') files.emplace_back(name);
    }
    return files;
}

std::string Database::why_lost()
{
    const os::FileIdentity found = os::identity_of(real_file_);
    if (found != identity_) {
        return found == os::FileIdentity{} ? "it was moved or removed" : "another file has taken its place";
    }
    // The log is created when it is first used. It stays as long as any process has the database open.
    const os::FileIdentity found_log = os::identity_of(log());
    if (log_identity_ == os::FileIdentity{}) log_identity_ = found_log;
    return found_log == log_identity_ ? "" : "its log was moved or removed";
}

/// Checks that the file was not overwritten. As long as the log has every page, a connection that is open does not
/// notice this, but a process that opens the file later finds no database.
void Database::require_own_bytes()
{
    std::error_code none;
    const std::uintmax_t size = std::filesystem::file_size(real_file_, none);
    if (none) return;
    if (size < size_) throw StoreDamaged(problem_with(file_, "the file is shorter than it was"));
    size_ = size;
    constexpr std::string_view magic("SQLite format 3\0", 16);
    std::string start(magic.size(), ' ');
    // Reads by SQLite's own descriptor: if this process opened and closed the file again, SQLite would lose its locks.
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file == nullptr || file->pMethods == nullptr) return;
    if (file->pMethods->xRead(file, start.data(), static_cast<int>(start.size()), 0) != SQLITE_OK) return;
    if (size > 0 && start != magic) throw StoreDamaged(problem_with(file_, "the file is not a database any more"));
}

bool Database::was_written()
{
    std::error_code none;
    const auto written = std::filesystem::last_write_time(real_file_, none);
    return written != std::exchange(written_, written);
}

bool Database::file_has_others(const std::string& table, const std::string& key)
{
    // Only some of the oldest and newest rows: if the file is another database, this one does not have all of these.
    constexpr int most_rows = 64;
    bool has_others = false;
    try {
        Statement(*this, "ATTACH ?1 AS file").with(name_with(real_file_, "mode=ro&immutable=1")).run();
        for (const char* const order : {"ASC", "DESC"}) {
            Statement others(*this, fmt::format("SELECT 1 FROM (SELECT {0} FROM file.{1} ORDER BY rowid {2} LIMIT {3}) "
                                                "WHERE {0} NOT IN (SELECT {0} FROM main.{1}) LIMIT 1",
                                                key, table, order, most_rows));
            has_others = has_others || others.step();
        }
    } catch (const StoreError&) {  // somebody is writing the file, has not written its tables yet, or has removed it
    }
    sqlite3_exec(connection_, "DETACH file", nullptr, nullptr, nullptr);
    return has_others;
}

std::vector<std::filesystem::path> Database::rescue_files() const
{
    const std::string name = fmt::format("{}.rescued-{}.db", file_.stem().string(), getpid());
    std::error_code none;
    std::vector<std::filesystem::path> files;
    for (const std::filesystem::path& folder :
         {file_.parent_path(), std::filesystem::path("."), std::filesystem::temp_directory_path(none)}) {
        if (!std::filesystem::exists(folder / name, none)) files.push_back(folder / name);
    }
    return files;
}

void Database::check_pages()
{
    Statement check(*this, "PRAGMA quick_check(1)");
    const std::string found = check.step() ? check.text(0) : "";
    if (found != "ok") throw StoreDamaged(problem_with(file_, found));
}

void Database::give_up()
{
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    drops_log_ = true;
}

/// Writes the contents of the database to a new file, beside the old one if possible, and returns its name.
std::string Database::rescued()
{
    for (const std::filesystem::path& file : rescue_files()) {
        std::error_code error;
        try {
            Statement(*this, "VACUUM INTO ?1").with(std::filesystem::absolute(file).string()).run();
            return file.string();
        } catch (const StoreError&) {
            std::filesystem::remove(file, error);
        }
    }
    return "";
}

void Database::rescue_if_lost()
{
    const std::string why = why_lost();
    if (why.empty()) return require_own_bytes();
    const std::string file = rescued();
    if (file.empty()) {
        throw StoreLost(problem_with(file_, why + " while it was in use, and what it held could be kept nowhere"));
    }
    throw StoreLost(
        problem_with(file_, fmt::format("{} while it was in use; what it held is kept in {}, which `deltasim "
                                        "merge {} {}` takes over",
                                        why, file, file_.string(), file)));
}

void Database::require_kind(const DatabaseKind& kind)
{
    if (pragma("application_id") != kind.application_id) {
        throw StoreError(problem_with(file_, fmt::format("is not {}", kind.noun)));
    }
    const std::int64_t version = pragma("user_version");
    if (version == kind.schema_version) return;
    throw StoreError(problem_with(file_, fmt::format("is {} of schema {}, and this version reads schema {}", kind.noun,
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
    if (primary == SQLITE_BUSY || primary == SQLITE_INTERRUPT) os::stop_if_interrupted();
    if (primary == SQLITE_BUSY && !wait_.why_no_locks().empty()) {
        throw StoreError(problem_with(file_, "cannot be locked: " + wait_.why_no_locks()));
    }
    if (primary == SQLITE_NOTADB) throw StoreDamaged(problem_with(file_, "is not a results store of deltasim"));
    const int system_error = sqlite3_system_errno(connection_);
    std::string why = sqlite3_errmsg(connection_);
    if (primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN) {
        const std::string of_folder = why_no_files_beside(real_file_);
        if (!of_folder.empty()) throw StoreError(problem_with(file_, "cannot be written: " + of_folder));
        if (system_error != 0) why = std::strerror(system_error);
        throw StoreError(problem_with(
            file_, fmt::format("cannot be {}: {}", primary == SQLITE_READONLY ? "written" : "opened", why)));
    }
    const bool is_short = code == SQLITE_IOERR_SHORT_READ;
    if (is_short || primary == SQLITE_CORRUPT || primary == SQLITE_ERROR || primary == SQLITE_SCHEMA) {
        throw StoreDamaged(problem_with(file_, why));
    }
    if (primary == SQLITE_IOERR && system_error != 0) why += fmt::format(": {}", std::strerror(system_error));
    throw StoreError(problem_with(file_, why));
}

bool is_database(const std::filesystem::path& file)
{
    constexpr std::string_view mark = "SQLite format 3";
    std::error_code none;
    if (!std::filesystem::is_regular_file(file, none)) return false;
    std::ifstream stream(file, std::ios::binary);
    std::string start(mark.size(), '\0');
    return stream.read(start.data(), static_cast<std::streamsize>(start.size())) && start == mark;
}

}  // namespace deltasim::experiment
