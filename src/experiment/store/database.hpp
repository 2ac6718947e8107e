// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiment/store/lock_wait.hpp"
#include "os/file_identity.hpp"

struct sqlite3;
struct sqlite3_stmt;

// An SQLite database in write-ahead-log mode. Only this file uses SQLite.

namespace deltasim::experiment
{

/// A store cannot be used: there is no such file, it belongs to another program, is read-only or damaged, or its disk
/// is full. What was committed is kept.
class StoreError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// The file is no longer a database, or not one of this program.
class StoreDamaged : public StoreError
{
public:
    using StoreError::StoreError;
};

/// The file no longer has its name, or no longer its contents: somebody has moved, removed, replaced or overwritten it.
/// The message says where its contents, or the results found so far, are kept.
class StoreLost : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// What identifies the databases of a program.
struct DatabaseKind {
    std::int32_t application_id = 0;
    std::int32_t schema_version = 0;
    const char* noun = "";    ///< in messages, such as `a results store of deltasim`
    const char* schema = "";  ///< SQL that creates the tables
};

/// True if the file begins as SQLite files do.
[[nodiscard]] bool is_database(const std::filesystem::path& file);

/// `read` changes neither the file nor its log.
enum class DatabaseAccess : std::uint8_t { create, write, read };

class Database
{
public:
    /// `create` creates the file if there is none; several processes may do so at once. Throws StoreError, as all
    /// members do. Waits for other processes that use the database, however long, says after a while who they are, and
    /// throws Interrupted if the user does not want to wait.
    Database(const std::filesystem::path& file, DatabaseAccess access, const DatabaseKind& kind);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    /// The file to which links lead; everything that belongs to the database lies beside this file.
    [[nodiscard]] const std::filesystem::path& real_file() const { return real_file_; }
    /// The file as an SQL statement names it to attach it. If this database was opened to be read, an attached one is
    /// only read, too.
    [[nodiscard]] const std::string& name() const { return name_; }
    void execute(const std::string& sql);
    /// Checks that what is written here is where others look for it. If it is not, writes everything to a new file and
    /// throws StoreLost, which names that file. If the file was overwritten, throws StoreDamaged. Do not call this
    /// within a transaction.
    void rescue_if_lost();
    /// True if the file itself, without its log, was written since the previous call: by the process that merged the
    /// log, or by somebody else.
    [[nodiscard]] bool was_written();
    /// True if the file itself has rows of a table that are not in the database: these belong to somebody else. False
    /// if the file cannot be read.
    [[nodiscard]] bool file_has_others(const std::string& table, const std::string& key);
    /// Reads all pages. Throws StoreDamaged if a page is damaged.
    void check_pages();
    /// Names for a new file, beside this one or elsewhere, for the contents that are rescued; empty if there is no
    /// place.
    [[nodiscard]] std::vector<std::filesystem::path> rescue_files() const;
    /// From now on leaves the file alone, since it belongs to somebody else. Removes the log: it does not belong to
    /// that file, and opening the two together would give a mixture.
    void give_up();

private:
    friend class Statement;

    void open(DatabaseAccess access);
    void close();
    void remove_log();
    void make_readable();
    [[nodiscard]] bool can_be_read();
    void refuse_several_names() const;
    void require_kind(const DatabaseKind& kind);
    void create_tables(const DatabaseKind& kind);
    void prepare_to_write();
    [[nodiscard]] std::int64_t pragma(const std::string& name);
    [[noreturn]] void fail(int code) const;
    /// The files of the connection: an attached file may be the locked one.
    [[nodiscard]] std::vector<std::filesystem::path> files() const;
    [[nodiscard]] std::string log() const { return real_file_.string() + "-wal"; }
    [[nodiscard]] std::string why_lost();
    [[nodiscard]] std::string rescued();
    void require_own_bytes();

    std::filesystem::path file_;  ///< as the user named it
    std::filesystem::path real_file_;
    std::string name_;
    sqlite3* connection_ = nullptr;
    LockWait wait_;
    bool removes_log_ = false;  ///< opened to be read, without an existing log
    bool drops_log_ = false;
    os::FileIdentity identity_;
    os::FileIdentity log_identity_;
    std::filesystem::file_time_type written_;
    std::uintmax_t size_ = 0;  ///< merging a log makes the file longer, and nothing makes it shorter
};

/// All changes between the construction and commit() are in the database, or none of them.
class Transaction
{
public:
    /// While it lasts, no other process writes; waits for one that does.
    explicit Transaction(Database& database);
    /// Takes all changes back, unless commit() was called.
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// When this returns, the changes are on the disk.
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

/// An SQL statement, which can be run many times.
class Statement
{
public:
    Statement(Database& database, const std::string& sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Binds values to the parameters, from the first on.
    template <class... Values>
    Statement& with(const Values&... values)
    {
        reset();
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }

    /// Goes to the next row; returns false if there is none.
    bool step();
    /// Runs it to its end.
    void run();
    /// A column of the row, from 0. An absent value is an empty text, or 0.
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    /// True if a column of the row has text, whatever the type in the schema.
    [[nodiscard]] bool is_text(int column) const;
    [[nodiscard]] bool is_integer(int column) const;

private:
    void reset();
    void bind(int index, const std::string& text);
    void bind(int index, std::int64_t number);

    Database& database_;
    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace deltasim::experiment
