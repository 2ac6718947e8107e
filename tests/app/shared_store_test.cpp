// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "app/program.hpp"
#include "app/store_dump.hpp"
#include "places.hpp"
#include "rooms.hpp"

// Several processes with one store: which of them wait, for whom, and how long.

namespace deltasim::test::shared_store_test
{

namespace
{

class SharedStore : public Folder
{
public:
    SharedStore()
    {
        write("s.yaml", small_experiment + std::string("points: {schedule: naive}\n"));
        REQUIRE(run({"sweep", "s.yaml"}).code == 0);
    }
    [[nodiscard]] std::filesystem::path store() const { return path() / "s.db"; }
};

/// True if the output of a program so far contains these words.
bool has_said(const Running& program, const std::string& words)
{
    return program.said().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("whoever finds a store locked waits, says for whom, and goes on when it is free")
{
    const SharedStore folder;
    std::filesystem::copy_file(folder.store(), folder.path() / "part.db");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"sweep", "s.yaml"}, std::vector<std::string>{"merge", "s.db", "part.db"}}) {
        StoreLock lock(folder.store());
        Running program(folder.path(), command);
        const std::string words = "s.db: waiting for process " + std::to_string(lock.holder());
        REQUIRE(soon([&] { return has_said(program, words); }));
        CHECK_FALSE(program.has_ended());
        lock.release();
        CHECK(program.wait().code == 0);
    }
}

TEST_CASE("a process that was stopped while it had a store locked is named as such")
{
    const SharedStore folder;
    StoreLock lock(folder.store());
    kill(lock.holder(), SIGSTOP);
    Running program(folder.path(), {"sweep", "s.yaml"});
    REQUIRE(soon([&] { return has_said(program, "which is stopped (kill -CONT " + std::to_string(lock.holder())); }));
    kill(lock.holder(), SIGCONT);
    lock.release();
    CHECK(program.wait().code == 0);
}

TEST_CASE("waiting for a store can be interrupted")
{
    const SharedStore folder;
    const StoreLock lock(folder.store());
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        Running program(folder.path(), {"sweep", "s.yaml"});
        REQUIRE(soon([&] { return has_said(program, "waiting"); }));
        kill(program.pid(), signal);
        CHECK(program.wait().code == 130);
    }
}

#if !defined(__SANITIZE_ADDRESS__)  // the sanitizer itself must be loaded before all others
TEST_CASE("a file system without locks is named, and nobody is said to hold one")
{
    const SharedStore folder;
    const std::string before = folder.read("s.db");
    setenv("LD_PRELOAD", no_locks_library().c_str(), 1);
    const Outcome swept = folder.run({"sweep", "s.yaml"});
    const Outcome fresh = folder.run({"sweep", "s.yaml", "--store", "new.db"});
    const Outcome shown = folder.run({"table", "s.db"});
    const Outcome merged = folder.run({"merge", "other.db", "s.db"});
    unsetenv("LD_PRELOAD");
    for (const Outcome& outcome : {swept, fresh, shown, merged}) {
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Catch::Contains("cannot be locked: No locks available"));
        CHECK_THAT(outcome.err, !Catch::Contains("database is locked") && !Catch::Contains("waiting"));
    }
    CHECK(folder.read("s.db") == before);
}
#endif

TEST_CASE("a store that is locked can be read and merged from, and is not written by that")
{
    const SharedStore folder;
    const StoreLock lock(folder.store());
    const std::string before = folder.read("s.db");
    CHECK(folder.run({"table", "s.db"}).code == 0);
    const Outcome merged = folder.run({"merge", "other.db", "s.db"});
    CHECK(merged.code == 0);
    CHECK(merged.err == "deltasim: other.db holds 1 points done, 0 refused, 0 failed\n");
    CHECK(folder.read("s.db") == before);
}

TEST_CASE("two stores can be merged into each other at once")
{
    const SharedStore folder;
    std::filesystem::copy_file(folder.store(), folder.path() / "b.db");
    for (int round = 0; round < 20; ++round) {
        Running there(folder.path(), {"merge", "s.db", "b.db"});
        Running back(folder.path(), {"merge", "b.db", "s.db"});
        CHECK(there.wait().code == 0);
        CHECK(back.wait().code == 0);
    }
}

TEST_CASE("a store and a link to it are one: no simulation is run by both")
{
    const Folder folder;
    folder.write("s.yaml", with(with(small_experiment, "features: 5", "features: 90"), "outputs: 4", "outputs: 40") +
                               "grid: {processor.pe_array.lanes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}\n");
    std::filesystem::create_directory(folder.path() / "real");
    std::filesystem::create_symlink("real/s.db", folder.path() / "link.db");
    Running one(folder.path(), {"sweep", "s.yaml", "--store", "real/s.db", "-j", "1"});
    Running other(folder.path(), {"sweep", "s.yaml", "--store", "link.db", "-j", "1"});
    std::size_t simulations = 0;
    for (Running* const program : {&one, &other}) {
        const Outcome outcome = program->wait();
        CHECK(outcome.code == 0);
        const std::size_t at = outcome.err.find("failed; ");
        REQUIRE(at != std::string::npos);
        simulations += std::stoul(outcome.err.substr(at + 8));
    }
    CHECK(simulations == 20);
    CHECK(folder.files("real") == std::vector<std::string>{"s.db", "s.db.claims"});
    CHECK_FALSE(std::filesystem::exists(folder.path() / "link.db.claims"));
}

TEST_CASE("a store with two names of its own is read by either and written by none")
{
    const SharedStore folder;
    std::filesystem::create_hard_link(folder.store(), folder.path() / "twin.db");
    for (const std::string store : {"s.db", "twin.db"}) {
        const Outcome outcome = folder.run({"sweep", "s.yaml", "--store", store});
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Catch::StartsWith("deltasim: error: " + store + ": cannot be written: it has 2 names"));
        CHECK(folder.run({"table", store}).code == 0);
    }
}

TEST_CASE("a sweep that waits for what another simulates says which process that is")
{
    const Folder folder;
    folder.write("long.yaml", one_long_point());
    Running one(folder.path(), {"sweep", "long.yaml", "--engine", "step"});
    REQUIRE(one.wait_for_children(1).size() == 1);
    Running other(folder.path(), {"sweep", "long.yaml", "--engine", "step"});
    CHECK(soon([&] { return has_said(other, "the rest by process " + std::to_string(one.pid()) + " (deltasim)"); }));
}

}  // namespace deltasim::test::shared_store_test
