// SPDX-License-Identifier: MIT
#include "sim/fold/fold_engine.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "rooms.hpp"
#include "sim/steps/step_engine.hpp"
#include "sim/toy_machine.hpp"

// The fold engine on toy machines, for which it is obvious how many behaviours there are and which steps must be
// simulated.

namespace deltasim::test::fold_engine_test
{

namespace
{

struct Outcome {
    Ticks end{0};
    std::uint64_t phase = 0;
    std::vector<std::uint64_t> counts;
    std::uint64_t simulated = 0;

    /// True if all counts are equal, however many steps were simulated.
    [[nodiscard]] bool same_as(const Outcome& other) const
    {
        return end == other.end && phase == other.phase && counts == other.counts;
    }
};

/// Runs a nest on a machine of its own, by one engine or the other.
Outcome run(const LoopNest& nest, Toy toy, std::optional<FoldSettings> folding)
{
    ToyMachine machine(nest, toy);
    StepIssuer& issuer = machine.issuer();
    if (folding) {
        FoldEngine(issuer, machine.counts(), machine.executions(), *folding, Ticks(1), {}).run_nest();
    } else {
        StepEngine(issuer, {}).run_nest();
    }
    Outcome outcome;
    outcome.end = issuer.finish_nest();
    outcome.phase = machine.memory().phase();
    outcome.counts.assign(machine.counts().values().begin(), machine.counts().values().end());
    outcome.simulated = issuer.steps();
    return outcome;
}

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
constexpr FoldSettings unlimited{};

}  // namespace

TEST_CASE("a toy that repeats itself is simulated for as long as it has something new to do")
{
    const LoopNest nest = matrix(400, 1000);
    const std::uint64_t steps = 400 * 1001;
    for (const std::uint64_t period : {1, 7, 64, 129}) {
        INFO("a slow access in " << period);
        const Toy memory{period, 4};
        const Outcome stepped = run(nest, memory, std::nullopt);
        const Outcome folded = run(nest, memory, unlimited);
        CHECK(stepped.simulated == steps);
        CHECK(folded.same_as(stepped));
        CHECK(folded.simulated < 200 + 64 * period);  // a block of 64 iterations from each phase, and what leads to it
    }
}

TEST_CASE("loops of all shapes come out the same, folded or not")
{
    for (const std::uint64_t rows : {1, 2, 3, 65, 300}) {
        for (const std::uint64_t columns : {1, 5, 64, 777}) {
            for (const std::uint64_t period : {3, 10}) {
                for (const std::uint64_t alike : {0, 4, 12, 1024}) {
                    INFO(rows << " x " << columns << ", period " << period << ", alike " << alike);
                    const Toy memory{period, alike};
                    const LoopNest nest = matrix(rows, columns);
                    CHECK(run(nest, memory, unlimited).same_as(run(nest, memory, std::nullopt)));
                }
            }
        }
    }
}

TEST_CASE("a memory that never is in one state twice is stepped through, and nothing is wrong")
{
    const LoopNest nest = matrix(60, 500);
    const Toy memory{never, 4};
    const Outcome folded = run(nest, memory, unlimited);
    CHECK(folded.same_as(run(nest, memory, std::nullopt)));
    CHECK(folded.simulated == 60 * 501);
}

TEST_CASE("where no two addresses are alike, no loop that moves is folded")
{
    const LoopNest nest = matrix(60, 500);
    CHECK(run(nest, Toy{1, 0}, unlimited).simulated == 60 * 501);
    CHECK(run(nest, Toy{1, 4}, unlimited).simulated < 2000);
}

TEST_CASE("what is forgotten for want of room is learnt anew")
{
    const LoopNest nest = matrix(400, 1000);
    const Toy memory{129, 4};
    const Outcome stepped = run(nest, memory, std::nullopt);
    std::uint64_t before = 0;
    for (const std::uint64_t kib : {4096, 64, 16, 1}) {
        INFO(kib << " KiB to remember in");
        const Outcome folded = run(nest, memory, FoldSettings{.memo_bytes = kib * 1024});
        CHECK(folded.same_as(stepped));
        CHECK(folded.simulated >= before);
        before = folded.simulated;
    }
}

}  // namespace deltasim::test::fold_engine_test
