// SPDX-License-Identifier: MIT
#include "sim/fold/canonical_machine.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "rooms.hpp"
#include "sim/toy_machine.hpp"

// The numbers of states on a toy machine, whose memory is slow for one access in three.

namespace deltasim::test::canonical_machine_test
{

namespace
{

constexpr Toy one_in_three{.period = 3, .alike_bytes = 4};

/// The machine at the loop over a row's columns.
class AtColumns
{
public:
    AtColumns()
    {
        BoundNest& bound = machine_.issuer().nest();
        for (const BoundLoop& loop : bound.loops) {
            if (loop.count == 1000) columns_ = &loop;
        }
        loop_.emplace(machine_.issuer(), bound, *columns_, 64, std::vector<FoldLoop>{});
    }

    /// Simulates iterations of the loop.
    void go_on(std::uint64_t iterations)
    {
        BoundNest& bound = machine_.issuer().nest();
        for (std::uint64_t i = 0; i < iterations; ++i) {
            machine_.issuer().run_step(bound.steps[columns_->body.front().index]);
            bound.advance(*columns_, 1);
        }
    }

    [[nodiscard]] StateStore::Number number() { return canonical_.number(*loop_); }
    [[nodiscard]] ToyMachine& machine() { return machine_; }
    [[nodiscard]] CanonicalMachine& canonical() { return canonical_; }
    [[nodiscard]] const FoldLoop& loop() const { return *loop_; }

private:
    LoopNest nest_ = matrix(100, 1000);
    ToyMachine machine_{nest_, one_in_three};
    CanonicalMachine canonical_{machine_.issuer(), Ticks(1)};
    const BoundLoop* columns_ = nullptr;
    std::optional<FoldLoop> loop_;
};

}  // namespace

TEST_CASE("a machine that does the same again and again is in few states, in turn")
{
    AtColumns at;
    at.go_on(30);  // until the beginning no longer matters
    std::vector<StateStore::Number> numbers;
    for (int i = 0; i < 30; ++i) {
        numbers.push_back(at.number());
        at.go_on(1);
    }
    // Together with the state of the lanes, the period is two rounds of the memory's three accesses.
    constexpr std::size_t round = 6;
    CHECK(std::set<StateStore::Number>(numbers.begin(), numbers.end()).size() == round);
    for (std::size_t i = round; i < numbers.size(); ++i) CHECK(numbers[i] == numbers[i - round]);
}

TEST_CASE("a state that is put back, at any time, is the same state and goes on as it did")
{
    AtColumns at;
    at.go_on(31);
    const StateStore::Number before = at.number();
    const Ticks issue = at.machine().issuer().last_issue();
    const std::uint64_t phase = at.machine().memory().phase();
    at.go_on(5);
    const StateStore::Number after = at.number();
    const Ticks took = at.machine().issuer().last_issue() - issue;
    REQUIRE(at.number() != before);

    for (const std::int64_t later : {1'000, 123'457}) {
        const Ticks restored = issue + Ticks(later);
        at.canonical().restore(at.loop(), before, restored);
        CHECK(at.machine().issuer().last_issue() == restored);
        CHECK(at.machine().memory().phase() == phase);
        CHECK(at.number() == before);
        at.go_on(5);
        CHECK(at.number() == after);
        CHECK(at.machine().issuer().last_issue() - restored == took);
    }
}

TEST_CASE("clocks that come into step again after some ticks tell states apart until then")
{
    const LoopNest nest = matrix(100, 1000);
    ToyMachine machine(nest, {.period = 1, .alike_bytes = 4});
    BoundNest& bound = machine.issuer().nest();
    const BoundLoop& columns =
        *std::find_if(bound.loops.begin(), bound.loops.end(), [](const BoundLoop& each) { return each.count == 1000; });
    const FoldLoop loop(machine.issuer(), bound, columns, 64, {});
    CanonicalMachine canonical(machine.issuer(), Ticks(4));
    for (int i = 0; i < 20; ++i) {
        machine.issuer().run_step(bound.steps[columns.body.front().index]);
        bound.advance(columns, 1);
    }
    const StateStore::Number state = canonical.number(loop);
    const Ticks issue = machine.issuer().last_issue();
    canonical.restore(loop, state, issue + Ticks(4));
    CHECK(canonical.number(loop) == state);
    canonical.restore(loop, state, issue + Ticks(5));
    CHECK(canonical.number(loop) != state);
}

TEST_CASE("without a DRAM there are no rows and no deadlines")
{
    AtColumns at;
    CHECK(at.canonical().dram() == nullptr);
    CHECK(at.canonical().open_rows().empty());
    std::vector<RowEffect> effects{{0, 0, 0}};
    CHECK(at.canonical().find_row_effects(at.loop(), {}, effects));
    CHECK(effects.empty());
}

TEST_CASE("what a machine has forgotten it numbers anew")
{
    AtColumns at;
    at.go_on(31);
    const StateStore::Number number = at.number();
    const std::uint64_t bytes = at.canonical().bytes();
    at.canonical().clear();
    CHECK(at.canonical().bytes() <= bytes);
    CHECK(at.number() <= number);
    CHECK(at.canonical().state_bytes(at.number()) > 0);
}

}  // namespace deltasim::test::canonical_machine_test
