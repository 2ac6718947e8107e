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
    /// `create` makes the file if there is none; several processes may do so at once. Throws StoreError, as does
    /// whatever else is done with it. Whoever finds others at work waits for them, however long, says after a while who
    /// they are, and throws Interrupted where the user does not want to wait.
    Database(const std::filesystem::path& file, DatabaseAccess access, const DatabaseKind& kind);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    /// Where links lead from there: what belongs to the database lies beside this one.
    [[nodiscard]] const std::filesystem::path& real_file() const { return real_file_; }
    /// The file as an SQL statement names it to attach it; a database opened to be read is only read there, too.
    [[nodiscard]] const std::string& name() const { return name_; }
    void execute(const std::string& sql);
    /// Makes sure that what is written here is where others will look for it. Where it is not, writes all of it to a
    /// new file and throws StoreLost, which names that; where the file was written over, throws StoreDamaged. Not
    /// within a transaction.
    void rescue_if_lost();
    /// Whether the file itself, its log aside, was written since this was last asked: by whoever took the log over, or
    /// by somebody who has no business with it.
    [[nodiscard]] bool was_written();
    /// Whether the file itself has rows of a table that are not in the database: these are somebody else's. A file that
    /// cannot be read has none.
    [[nodiscard]] bool file_has_others(const std::string& table, const std::string& key);
    /// Reads all of it. Throws StoreDamaged where a page is not what was written there.
    void check_pages();
    /// A new file beside this one, or where else one can be made, for what is rescued of it; empty where none can be.
    [[nodiscard]] std::vector<std::filesystem::path> rescue_files() const;
    /// Leaves the file alone from now on: it is somebody else's. The log goes: it does not belong to that file, and
    /// whoever opens the two would find a mixture of both.
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
    /// The files of the connection, since one that was attached may be the one that is locked.
    [[nodiscard]] std::vector<std::filesystem::path> files() const;
    [[nodiscard]] std::string log() const { return real_file_.string() + "-wal"; }
    [[nodiscard]] std::string why_lost();
    [[nodiscard]] std::string rescued();
    void require_own_bytes();

    std::filesystem::path file_;  ///< as the user calls it
    std::filesystem::path real_file_;
    std::string name_;
    sqlite3* connection_ = nullptr;
    LockWait wait_;
    bool removes_log_ = false;  ///< opened to be read, where there was no log
    bool drops_log_ = false;
    os::FileIdentity identity_;
    os::FileIdentity log_identity_;
    std::filesystem::file_time_type written_;
    std::uintmax_t size_ = 0;  ///< a log that is taken over makes the file longer, and nothing makes it shorter
};

/// What is done between its making and commit() is in the database as a whole, or not at all.
class Transaction
{
public:
    /// No other process writes meanwhile; waits for one that does.
    explicit Transaction(Database& database);
    /// Takes all back unless commit() was called.
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// When it returns, the changes are on the disk.
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

/// An SQL statement, to be run as often as need be.
class Statement
{
public:
    Statement(Database& database, const std::string& sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Gives the parameters, from the first, their values.
    template <class... Values>
    Statement& with(const Values&... values)
    {
        reset();
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }

    /// Goes to the next row; false where there is none.
    bool step();
    /// Runs it to its end.
    void run();
    /// A column of the row, from 0. What is absent is empty text, and 0.
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    /// Whether a column of the row holds text, whatever its table says.
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
