// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "app/small_disk.hpp"
#include "app/store_dump.hpp"
#include "rooms.hpp"

// Files that cannot be used as a results store: each command says which and why, and does not change them.

namespace deltasim::test::store_refusals_test
{

namespace
{

const std::string one_point = small_experiment + std::string("points: {schedule: naive}\n");

class StoreOfOnePoint : public Folder
{
public:
    StoreOfOnePoint()
    {
        write("s.yaml", one_point);
        REQUIRE(run({"sweep", "s.yaml"}).code == 0);
    }

    void copy_to(const std::string& file) const { std::filesystem::copy_file(path() / "s.db", path() / file); }
    /// Every command that writes into this store refuses it with these words.
    void check_not_written(const std::string& store, const std::string& why) const
    {
        check_refused({"sweep", "s.yaml", "--store", store}, store + ": " + why);
        check_refused({"merge", store, "s.db"}, store + ": " + why);
    }
    /// Every command that reads this store refuses it with these words.
    void check_not_read(const std::string& store, const std::string& why) const
    {
        check_refused({"table", store}, store + ": " + why);
        check_refused({"price", store}, store + ": " + why);
        check_refused({"merge", "other.db", store}, store + ": " + why);
        CHECK_FALSE(std::filesystem::exists(path() / "other.db"));
    }
    void check_read(const std::string& store) const
    {
        const Outcome expected = run({"table", "s.db"});
        const Outcome found = run({"table", store});
        CHECK(found.err.empty());
        CHECK(found.out == expected.out);
        CHECK(run({"price", store}).out == expected.out);
        CHECK(run({"merge", "other.db", store}).code == 0);
        CHECK(dump_of(path() / "other.db") == dump_of(path() / "s.db"));
    }

private:
    void check_refused(const std::vector<std::string>& command, const std::string& message) const
    {
        const Outcome outcome = run(command);
        INFO(command.front());
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK_THAT(outcome.err, Catch::StartsWith("deltasim: error: " + message));
    }
};

/// A path that nobody can write, not even root, as long as this lives.
class ReadOnly
{
public:
    explicit ReadOnly(std::filesystem::path path) : path_(std::move(path))
    {
        std::filesystem::permissions(path_, std::filesystem::perms::owner_write, std::filesystem::perm_options::remove);
        if (access(path_.c_str(), W_OK) == 0) change_attribute("+i");
        holds_ = access(path_.c_str(), W_OK) != 0;
        if (!holds_) WARN("skipped: nothing is read-only to this user here");
    }
    ~ReadOnly()
    {
        if (geteuid() == 0) change_attribute("-i");
        std::filesystem::permissions(path_, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
    }
    ReadOnly(const ReadOnly&) = delete;
    ReadOnly& operator=(const ReadOnly&) = delete;

    [[nodiscard]] bool holds() const { return holds_; }

private:
    void change_attribute(const std::string& change) const
    {
        static_cast<void>(std::system(("chattr " + change + " '" + path_.string() + "' 2>/dev/null").c_str()));
    }

    std::filesystem::path path_;
    bool holds_ = false;
};

}  // namespace

TEST_CASE("a file that may not be written can be read, and is refused to those who would write")
{
    const StoreOfOnePoint folder;
    folder.copy_to("kept.db");
    const ReadOnly guard(folder.path() / "kept.db");
    if (!guard.holds()) return;
    folder.check_not_written("kept.db", "cannot be written: the file is read-only");
    folder.check_read("kept.db");
}

TEST_CASE("a store in a folder that may not be written can be read, whatever its name")
{
    const StoreOfOnePoint folder;
    const std::string store = "kept/1 st\xC3\xB6re? #2 %41.db";
    std::filesystem::create_directory(folder.path() / "kept");
    folder.copy_to(store);
    const ReadOnly guard(folder.path() / "kept");
    if (!guard.holds()) return;
    folder.check_not_written(store, "cannot be written: its folder: ");
    folder.check_not_written("kept/new.db", "cannot be written: its folder: ");
    folder.check_not_read("kept/new.db", "No such file or directory");
    folder.check_read(store);
}

TEST_CASE("a log that has not been taken over cannot be read where no file can be made")
{
    const StoreOfOnePoint folder;
    std::filesystem::create_directory(folder.path() / "kept");
    folder.copy_to("kept/s.db");
    folder.write("kept/s.db-wal", "of a sweep that was killed");
    const ReadOnly guard(folder.path() / "kept");
    if (guard.holds()) folder.check_not_read("kept/s.db", "cannot be written: its folder: ");
}

TEST_CASE("other programs' files, and stores of other schemas, are refused and stay as they are")
{
    const StoreOfOnePoint folder;
    folder.write("text.db", "no database at all");
    folder.write("empty.db", "");
    make_foreign_database(folder.path() / "foreign.db");
    folder.copy_to("newer.db");
    execute_in(folder.path() / "newer.db", "PRAGMA user_version = 2");
    for (const std::string file : {"text.db", "foreign.db", "newer.db"}) {
        const std::string why = file == "newer.db"
                                    ? "is a results store of deltasim of schema 2, and this version reads schema 1\n"
                                    : "is not a results store of deltasim\n";
        const std::string before = folder.read(file);
        folder.check_not_written(file, why);
        folder.check_not_read(file, why);
        CHECK(folder.read(file) == before);
    }
    folder.check_not_read("empty.db", "is not a results store of deltasim\n");
    folder.check_not_read("none.db", "No such file or directory\n");
    folder.check_not_read("s.yaml/none.db", "No such file or directory\n");
    folder.check_not_written("none/none.db", "cannot be written: its folder: No such file or directory\n");
    folder.check_not_written("s.yaml/none.db", "cannot be opened: Not a directory\n");
    folder.copy_to("cut.db");
    std::filesystem::resize_file(folder.path() / "cut.db", 20000);
    folder.check_not_written("cut.db", "database disk image is malformed\n");
    folder.check_not_read("cut.db", "database disk image is malformed\n");
}

TEST_CASE("on a full disk nothing is written, and what is there can be read")
{
    const StoreOfOnePoint folder;
    const SmallDisk disk(folder.path() / "disk");
    if (!disk.holds()) return;
    folder.copy_to("disk/s.db");
    folder.write("disk/rest", std::string(200'000, 'x'));
    folder.check_not_written("disk/s.db", "disk I/O error: No space left on device\n");
    folder.check_read("disk/s.db");
    folder.check_not_written("disk/new.db", "database or disk is full\n");
    std::filesystem::remove(folder.path() / "disk/rest");
    CHECK(folder.run({"sweep", "s.yaml", "--store", "disk/s.db"}).code == 0);
    CHECK(dump_of(folder.path() / "disk/s.db") == dump_of(folder.path() / "s.db"));
}

}  // namespace deltasim::test::store_refusals_test
