// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "app/program.hpp"
#include "app/store_dump.hpp"
#include "rooms.hpp"

// Sweeps that are killed at random moments, and two sweeps on one store: at the end the store equals that of an
// undisturbed sweep.

namespace deltasim::test::sweep_survival_test
{

namespace
{

std::string long_sweep()
{
    return with(with(small_experiment, "features: 5", "features: 60"), "outputs: 4", "outputs: 30") + R"(grid:
  processor.memories.buffer.latency_cycles: [1, 2, 3, 4, 5, 6]
  processor.pe_array.lanes: [1, 2, 3, 4]
  costs.register_file_pj: [{value: 0.5, source: a test}, {value: 1, source: a test}]
)";
}

std::string undisturbed()
{
    const Folder folder;
    folder.write("long.yaml", long_sweep());
    REQUIRE(folder.run({"sweep", "long.yaml"}).code == 0);
    return dump_of(folder.path() / "long.db");
}

void kill_some(const Running& program, std::mt19937& random)
{
    const std::vector<pid_t> children = program.children();
    const auto victim = random() % 3;
    if (victim != 0 && !children.empty()) kill(children[random() % children.size()], SIGKILL);
    if (victim != 1) kill(program.pid(), SIGKILL);
}

}  // namespace

TEST_CASE("a sweep whose processes are killed at random moments loses nothing that was finished")
{
    const std::string expected = undisturbed();
    const unsigned seed = std::random_device()();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const Folder folder;
    folder.write("long.yaml", long_sweep());
    const std::filesystem::path store = folder.path() / "long.db";
    std::size_t before = 0;
    int kills = 0;
    for (int run = 0;; ++run) {
        REQUIRE(run < 500);
        Running program(folder.path(), {"sweep", "long.yaml", "-j", "2"});
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
        if (kills < 40) {
            kill_some(program, random);
            ++kills;
        }
        const Outcome outcome = program.wait();
        const std::size_t now = finished_points(store);
        CHECK(now >= before);
        before = now;
        if (kills == 40 && outcome.code == 0) break;
    }
    CHECK(dump_of(store) == expected);
}

TEST_CASE("two sweeps on one store share the work")
{
    const std::string expected = undisturbed();
    const Folder folder;
    folder.write("long.yaml", long_sweep());
    Running one(folder.path(), {"sweep", "long.yaml", "-j", "1"});
    Running other(folder.path(), {"sweep", "long.yaml", "-j", "1"});
    const Outcome first = one.wait();
    const Outcome second = other.wait();
    INFO(first.err << second.err);
    CHECK(first.code == 0);
    CHECK(second.code == 0);
    CHECK(first.out == second.out);
    CHECK(dump_of(folder.path() / "long.db") == expected);
    // Only one of the two runs each of the 48 simulations.
    std::size_t simulations = 0;
    for (const std::string& text : {first.err, second.err}) {
        const std::size_t at = text.find("failed; ");
        REQUIRE(at != std::string::npos);
        simulations += std::stoul(text.substr(at + 8));
    }
    CHECK(simulations == 48);
}

TEST_CASE("what a killed sweep was at is taken over by another that waits for it")
{
    const Folder folder;
    folder.write("long.yaml", one_long_point());
    Running one(folder.path(), {"sweep", "long.yaml", "--engine", "step"});
    REQUIRE(one.wait_for_children(1).size() == 1);
    Running other(folder.path(), {"sweep", "long.yaml", "--engine", "step"});
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    CHECK(other.children().empty());
    kill(one.pid(), SIGKILL);
    CHECK(other.wait_for_children(1).size() == 1);
}

}  // namespace deltasim::test::sweep_survival_test
