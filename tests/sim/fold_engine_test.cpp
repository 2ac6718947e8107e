// SPDX-License-Identifier: MIT
#include "sim/fold/fold_engine.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "sim/steps/step_engine.hpp"

// The fold engine on toy machines: a memory whose state is one number, so that one can say how many behaviours there
// are and which steps must be simulated. All clocks are of one tick.

namespace deltasim::test
{

namespace
{

/// Every `period`-th access takes ten ticks, the others two. Addresses are alike `alike_bytes` apart; 0: none are.
struct Toy {
    std::uint64_t period = 1;
    std::uint64_t alike_bytes = 4;
};

class ToyMemory final : public MemoryInterface
{
public:
    explicit ToyMemory(Toy toy) : toy_(toy) {}

    Service access(const LineRun& lines, AccessKind, Ticks earliest) override
    {
        state_.phase = (state_.phase + lines.count) % toy_.period;
        const Ticks accepted = std::max(earliest, state_.free);
        state_.free = accepted + Ticks(1);
        return {accepted, accepted + Ticks(state_.phase == 0 ? 10 : 2)};
    }
    std::span<double> contents() override { return {}; }
    void encode(StateEncoder& encoder) const override { describe(encoder, *this); }
    void decode(StateDecoder& decoder) override { describe(decoder, *this); }
    [[nodiscard]] AddressView address_view() const override
    {
        AddressView view;
        view.period_bytes = toy_.alike_bytes;
        return view;
    }

    [[nodiscard]] std::uint64_t phase() const { return state_.phase; }

private:
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [phase, free] = self.state_;
        archive.number(phase);
        archive.issue_time(free);
    }

    struct State {
        std::uint64_t phase = 0;
        Ticks free{0};
    };

    Toy toy_;
    State state_;
};

struct Outcome {
    Ticks end{0};
    std::uint64_t phase = 0;
    std::vector<std::uint64_t> counts;
    std::uint64_t simulated = 0;

    /// Whether all that is to be counted is the same, however many steps it took.
    [[nodiscard]] bool same_as(const Outcome& other) const
    {
        return end == other.end && phase == other.phase && counts == other.counts;
    }
};

/// Runs a nest on a machine of its own, by one engine or the other.
Outcome run(const LoopNest& nest, Toy toy, std::optional<FoldSettings> folding)
{
    ToyMemory memory(toy);
    const Clock clock(Ticks(1));
    PeArrayConfig array_config;
    array_config.clock_hz = 1;
    array_config.operations = {{{3, 1}, {2, 1}, {2, 1}, {10, 10}, {12, 12}, {1, 1}}};
    CounterLayout layout;
    ProcessingElementArray array("array", array_config, clock, layout);
    DmaEngine engine("engine", {}, clock);
    std::size_t steps = 0;
    schedule::for_each_step(nest, [&](const Step&) { ++steps; });
    const std::size_t executions = layout.add(steps);
    const std::size_t waits = layout.add(time_cause_count);
    Counts counts(layout.size());
    array.count_in(counts);
    const Program program{{nest}};
    const TensorWords words = tensor_words(program);
    Placement placement;
    std::uint64_t address = 0;
    for (const auto& [tensor, count] : words) {
        placement[tensor] = {0, Bytes(address)};
        address += count * 4;
    }
    const TensorPrecisions precisions;
    IssuerSetup setup;
    setup.placement = &placement;
    setup.words = &words;
    setup.precisions = &precisions;
    setup.array = &array;
    setup.engine = &engine;
    setup.memories = {{&memory, nullptr, 4, clock}};
    setup.time_limit = TimeLimit(1);
    setup.executions = &counts[executions];
    setup.waits = &counts[waits];
    StepIssuer issuer({1, 4}, clock, setup);
    issuer.begin_nest(nest, 0, Ticks(0));
    if (folding) {
        FoldEngine(issuer, counts, executions, *folding, Ticks(1), {}).run_nest();
    } else {
        StepEngine(issuer, {}).run_nest();
    }
    Outcome outcome;
    outcome.end = issuer.finish_nest();
    outcome.phase = memory.phase();
    outcome.counts.assign(counts.values().begin(), counts.values().end());
    outcome.simulated = issuer.steps();
    return outcome;
}

/// `rows` times `columns` steps that read a weight each, and each row's sum is written.
LoopNest matrix(std::uint64_t rows, std::uint64_t columns)
{
    NestBuilder nest(Phase::forward, 1, 1);
    nest.loop(rows, [&](const AffineIndex& j) {
        nest.loop(columns, [&](const AffineIndex& i) {
            nest.step({.operations = {1, 0, 0, 0, 0, 0}}, {read_shared({Tensor::weight, 1}, j * columns + i)});
        });
        nest.step({.operations = {0, 1, 0, 0, 0, 0}, .needs_result = true}, {write_lanes({Tensor::activation, 1}, j)});
    });
    return nest.finish();
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

}  // namespace deltasim::test
