// SPDX-License-Identifier: MIT
#include "os/interruption.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>
#include <csignal>
#include <functional>
#include <string>
#include <string_view>

#include "rooms.hpp"

namespace deltasim::test::interruption_test
{

namespace
{

constexpr std::string_view message = "deltasim: error: interrupted\n";

struct Ended {
    int code = -1;
    std::string said;  ///< on stderr
};

/// Runs a process that is interrupted, then calls `done`, and then hangs.
Ended hanging_after(const std::function<void()>& done)
{
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        os::catch_interruptions();
        std::raise(SIGINT);
        done();
        while (true) pause();
    }
    close(ends[1]);
    Ended ended;
    std::array<char, 256> buffer{};
    for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;) {
        ended.said.append(buffer.data(), static_cast<std::size_t>(count));
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
    return ended;
}

}  // namespace

TEST_CASE("a program that does not look for interruptions is ended, and says why")
{
    const Ended ended = hanging_after([] {});
    CHECK(ended.code == os::interrupted_code);
    CHECK(ended.said == message);
}

TEST_CASE("a program that has told of its interruption and is slow to end is ended, and does not say it again")
{
    const Ended ended = hanging_after([] {
        os::tell_interruption_once();
        static_cast<void>(write(STDERR_FILENO, message.data(), message.size()) == 0);
    });
    CHECK(ended.code == os::interrupted_code);
    CHECK(ended.said == message);
}

}  // namespace deltasim::test::interruption_test
