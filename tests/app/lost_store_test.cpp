// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "app/store_dump.hpp"
#include "experiment/store/database.hpp"
#include "rooms.hpp"

// Somebody moves, removes or replaces a store during a sweep: the sweep says so, fails, and keeps what it found.

namespace deltasim::test::lost_store_test
{

namespace
{

/// 48 points, each with a simulation of its own.
std::string sweep_of_many_points()
{
    return with(with(small_experiment, "features: 5", "features: 200"), "outputs: 4", "outputs: 90") + R"(grid:
  processor.memories.buffer.latency_cycles: [1, 2, 3, 4, 5, 6]
  processor.pe_array.lanes: [1, 2, 3, 4]
)";
}

class LostStore : public Folder
{
public:
    LostStore() { write("long.yaml", sweep_of_many_points()); }

    [[nodiscard]] std::filesystem::path store() const { return path() / "long.db"; }

    /// The outcome of a sweep during which `lose` is called, after some points were found. Checks that these points are
    /// kept, and that the same sweep can be completed with them.
    std::string outcome_of(const std::function<void()>& lose) const
    {
        Running program(path(), {"sweep", "long.yaml", "-j", "1"});
        REQUIRE(soon([&] { return finished_points(store()) >= 3 || program.has_ended(); }));
        REQUIRE_FALSE(program.has_ended());
        const std::size_t found = finished_points(store());
        lose();
        REQUIRE(soon([&] { return program.has_ended(); }));
        const std::string rescued = "long.rescued-" + std::to_string(program.pid()) + ".db";
        const Outcome outcome = program.wait();
        CHECK(outcome.code == 1);
        CHECK(outcome.out.empty());
        CHECK_THAT(outcome.err, Catch::Contains(rescued));
        const std::size_t kept = finished_points(path() / rescued);
        CHECK(kept >= found);
        CHECK(kept < 48);

        REQUIRE(run({"merge", "all.db", rescued}).code == 0);
        const Outcome rest = run({"sweep", "long.yaml", "--store", "all.db"});
        CHECK(rest.code == 0);
        CHECK_THAT(rest.err, Catch::Contains("48 of 48 points done"));
        return outcome.err;
    }
};

void rename_to(const std::filesystem::path& from, const char* name)
{
    std::filesystem::rename(from, from.parent_path() / name);
}

}  // namespace

TEST_CASE("a store that is removed under a sweep is written again, elsewhere")
{
    const LostStore folder;
    const std::string message = folder.outcome_of([&] { std::filesystem::remove(folder.store()); });
    CHECK_THAT(message, Catch::StartsWith("deltasim: error: long.db: it was moved or removed while it was in use"));
    // The rest of its log does not harm a new store with that name.
    CHECK(folder.run({"sweep", "long.yaml"}).code == 0);
    CHECK(finished_points(folder.store()) == 48);
}

TEST_CASE("a store that is moved, with all that belongs to it or without, is written again")
{
    for (const bool with_log : {false, true}) {
        const LostStore folder;
        const std::string message = folder.outcome_of([&] {
            rename_to(folder.store(), "moved.db");
            if (!with_log) return;
            for (const char* const part : {"-wal", "-shm", ".claims"}) {
                rename_to(folder.store().string() + part, (std::string("moved.db") + part).c_str());
            }
        });
        CHECK_THAT(message, Catch::Contains("it was moved or removed while it was in use"));
    }
}

TEST_CASE("a store in whose place another file is put is not taken for it")
{
    const LostStore folder;
    const std::string message = folder.outcome_of([&] {
        rename_to(folder.store(), "moved.db");
        folder.write("long.db", "");
    });
    CHECK_THAT(message, Catch::Contains("another file has taken its place"));
    CHECK(folder.read("long.db").empty());
}

TEST_CASE("a store whose log is removed is written again")
{
    const LostStore folder;
    const std::string message = folder.outcome_of([&] { std::filesystem::remove(folder.store().string() + "-wal"); });
    CHECK_THAT(message, Catch::Contains("its log was moved or removed"));
}

TEST_CASE("a store that is written over in place is said to be, and what the sweep found is kept")
{
    const auto cut_to = [](std::size_t size) {
        return [size](const std::filesystem::path& store) { std::filesystem::resize_file(store, size); };
    };
    const auto no_store = [](const std::filesystem::path& store) {
        std::ofstream(store, std::ios::in) << std::string(9000, 'x');
    };
    const std::vector<std::function<void(const std::filesystem::path&)>> ways{cut_to(0), cut_to(5000), no_store};
    for (std::size_t way = 0; way < ways.size(); ++way) {
        INFO("way " << way);
        const LostStore folder;
        const std::string message = folder.outcome_of([&] { ways[way](folder.store()); });
        CHECK_THAT(message, Catch::StartsWith("deltasim: error: long.db: it was overwritten while it was in use ("));
    }
}

TEST_CASE("a store that another one is copied over is said to be, however much of it is still in its log")
{
    const LostStore folder;
    folder.write("other.yaml", small_experiment + std::string("grid: {classes: [3, 5, 7]}\n"));
    REQUIRE(folder.run({"sweep", "other.yaml"}).code == 0);
    const std::string message = folder.outcome_of([&] {
        std::filesystem::copy_file(folder.path() / "other.db", folder.store(),
                                   std::filesystem::copy_options::overwrite_existing);
    });
    CHECK_THAT(message, Catch::StartsWith("deltasim: error: long.db: it was overwritten while it was in use ("));
    CHECK(dump_of(folder.store()) == dump_of(folder.path() / "other.db"));
}

TEST_CASE("whoever looks for foreign rows in a store that was just removed finds none, and makes no file")
{
    const Folder folder;
    const std::filesystem::path file = folder.path() / "s.db";
    Database database(file, DatabaseAccess::create, {1, 1, "a database", "CREATE TABLE points (key TEXT)"});
    database.execute("INSERT INTO points VALUES ('a')");
    std::filesystem::remove(file);
    CHECK(database.was_written());
    CHECK_FALSE(database.file_has_others("points", "key"));
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK_THROWS_WITH(database.rescue_if_lost(), Catch::Contains("it was moved or removed"));
}

TEST_CASE("a store whose folder is gone is written to another one")
{
    const Folder folder;
    folder.write("long.yaml", sweep_of_many_points());
    const std::filesystem::path inner = folder.path() / "inner";
    std::filesystem::create_directory(inner);
    Running program(folder.path(), {"sweep", "long.yaml", "-j", "1", "--store", "inner/s.db"});
    REQUIRE(soon([&] { return finished_points(inner / "s.db") >= 2; }));
    std::filesystem::remove_all(inner);
    const Outcome outcome = program.wait();
    CHECK(outcome.code == 1);
    CHECK(finished_points(folder.path() / ("s.rescued-" + std::to_string(program.pid()) + ".db")) >= 2);
}

}  // namespace deltasim::test::lost_store_test
