// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

// An SQLite database in write-ahead-log mode. The only file of the program that knows SQLite is this one's .cpp.

namespace deltasim::experiment
{

/// A store cannot be used for what is asked of it: no such file, one of another program, read-only, damaged; or its
/// disk is full. What has been committed is there.
class StoreError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// What a database of a program is told by.
struct DatabaseKind {
    std::int32_t application_id = 0;
    std::int32_t schema_version = 0;
    const char* noun = "";    ///< in messages, such as `a results store of deltasim`
    const char* schema = "";  ///< SQL that makes the tables
};

enum class DatabaseAccess : std::uint8_t { create, write, read };

class Database
{
public:
    /// `create` makes the file if there is none; several processes may do so at once. Throws StoreError, as does
    /// whatever else is done with it.
    Database(const std::filesystem::path& file, DatabaseAccess access, const DatabaseKind& kind);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    /// The file as an SQL statement names it to read it.
    [[nodiscard]] const std::string& name() const { return name_; }
    void execute(const std::string& sql);

private:
    friend class Statement;

    void open(int flags);
    void make_readable();
    [[nodiscard]] bool can_be_read();
    void require_kind(const DatabaseKind& kind);
    void create_tables(const DatabaseKind& kind);
    void prepare_to_write();
    [[nodiscard]] std::int64_t pragma(const std::string& name);
    [[noreturn]] void fail(int code) const;

    std::filesystem::path file_;
    std::string name_;
    sqlite3* connection_ = nullptr;
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

private:
    void reset();
    void bind(int index, const std::string& text);
    void bind(int index, std::int64_t number);

    Database& database_;
    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace deltasim::experiment
