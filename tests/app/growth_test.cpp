// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <string>

#include "app/program.hpp"
#include "rooms.hpp"

// Large numbers in a file: what they make of a plan grows with them at most, and what would not end is refused.

namespace deltasim::test::growth_test
{

namespace
{

/// Of processor time, for the programs that are run meanwhile.
class SecondsAllowed
{
public:
    explicit SecondsAllowed(rlim_t seconds)
    {
        getrlimit(RLIMIT_CPU, &before_);
        rlimit fewer = before_;
        fewer.rlim_cur = seconds;
        setrlimit(RLIMIT_CPU, &fewer);
    }
    ~SecondsAllowed() { setrlimit(RLIMIT_CPU, &before_); }
    SecondsAllowed(const SecondsAllowed&) = delete;
    SecondsAllowed& operator=(const SecondsAllowed&) = delete;

private:
    rlimit before_{};
};

/// What takes a minute or does not end where it grows with the square of a number takes a second or two of these.
constexpr rlim_t seconds = 20;

std::string deferred(const std::string& updates)
{
    return "model: lenet5\nclasses: 10\nprocessor: eyeriss\n"
           "training: {schedules: [delta_deferred], baseline: delta_deferred, deferred_updates: " +
           updates + "}\n";
}

}  // namespace

TEST_CASE("deferred updates are refused where the program would not end")
{
    const Folder folder;
    const SecondsAllowed allowed(seconds);
    folder.write("exp.yaml", deferred("1000"));
    CHECK(folder.run({"check", "exp.yaml"}).code == 0);
    for (const std::string updates : {"1001", "1000000000", "1000000000000000000"}) {
        folder.write("exp.yaml", deferred(updates));
        for (const std::string command : {"check", "compare"}) {
            const Outcome outcome = folder.run({command, "exp.yaml"});
            CHECK(outcome.code == 2);
            CHECK(outcome.err == "exp.yaml:4:85: training.deferred_updates: expected a whole number from 1 to 1000, "
                                 "found \"" +
                                     updates + "\"\n");
        }
    }
}

}  // namespace deltasim::test::growth_test
