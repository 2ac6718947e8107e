// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "os/child_process.hpp"
#include "rooms.hpp"

namespace deltasim::test::child_process_test
{

namespace
{

void wait_for(ChildProcess& child)
{
    while (!child.read()) {}
}

}  // namespace

TEST_CASE("a child's result arrives whole, however long")
{
    const std::string text(3'000'000, 'x');
    ChildProcess child([&](ChildChannel& channel) { channel.result(text); });
    wait_for(child);
    REQUIRE(child.result());
    CHECK(*child.result() == text);
    CHECK(child.failure().empty());
}

TEST_CASE("a child tells how far it is")
{
    ChildProcess child([](ChildChannel& channel) {
        channel.progress(7);
        channel.result("");
    });
    wait_for(child);
    CHECK(child.steps() == 7);
    CHECK(child.result() == "");
}

TEST_CASE("progress is sent now and then only")
{
    ChildProcess child([](ChildChannel& channel) {
        for (std::uint64_t step = 1; step <= 1'000'000; ++step) channel.progress(step);
        channel.result("done");
    });
    wait_for(child);
    CHECK(child.result() == "done");
    CHECK(child.steps() >= 1);
}

TEST_CASE("what a child throws is its failure")
{
    ChildProcess child([](ChildChannel&) { throw std::runtime_error("no room"); });
    wait_for(child);
    CHECK_FALSE(child.result());
    CHECK(child.failure() == "no room");
}

TEST_CASE("a child that is killed says by which signal")
{
    ChildProcess child([](ChildChannel& channel) {
        channel.result("too early");
        std::raise(SIGKILL);
    });
    wait_for(child);
    CHECK_FALSE(child.result());
    CHECK(child.failure() == "the simulation was ended by signal 9 (Killed)");
}

TEST_CASE("a child that ends without a word has failed")
{
    ChildProcess child([](ChildChannel&) { _exit(3); });
    wait_for(child);
    CHECK_FALSE(child.result());
    CHECK(child.failure() == "the simulation ended with status 3 and no result");
}

TEST_CASE("a child does not outlive its owner")
{
    pid_t pid = 0;
    {
        ChildProcess child([](ChildChannel& channel) {
            channel.progress(static_cast<std::uint64_t>(getpid()));
            std::this_thread::sleep_for(std::chrono::hours(1));
        });
        while (child.steps() == 0) child.read();
        pid = static_cast<pid_t>(child.steps());
    }
    CHECK(kill(pid, 0) != 0);
}

}  // namespace deltasim::test::child_process_test
