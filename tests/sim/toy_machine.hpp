// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "sim/steps/step_issuer.hpp"

// A machine so small that its behaviour is obvious: an on-chip memory whose state is one number, an array, and their
// issuer. All clocks have a period of one tick.

namespace deltasim::test
{

/// Every `period`-th access takes ten ticks, the others two. Addresses at the distance `alike_bytes` are alike; 0: none
/// are. `like_banks`: if all addresses move by a line, they are served alike.
struct Toy {
    std::uint64_t period = 1;
    std::uint64_t alike_bytes = 4;
    bool like_banks = false;
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
        if (toy_.like_banks) view.bank_step_bytes = 4;
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

/// `rows` times `columns` steps, each of which reads a weight; the sum of each row is written.
inline LoopNest matrix(std::uint64_t rows, std::uint64_t columns)
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

/// The machine with a nest under way. The nest must outlive it.
class ToyMachine
{
public:
    ToyMachine(const LoopNest& nest, Toy toy)
        : memory_(toy), array_("array", array_config(), clock_, layout_), engine_("engine", {}, clock_),
          executions_(layout_.add(step_count(nest), "steps")), waits_(layout_.add(time_cause_count, "waits")),
          counts_(layout_.size()), words_(tensor_words(Program{{nest}})), placement_(placed(words_)),
          issuer_({1, 4}, clock_, setup())
    {
        array_.count_in(counts_);
        issuer_.begin_nest(nest, 0, Ticks(0));
    }

    [[nodiscard]] StepIssuer& issuer() { return issuer_; }
    [[nodiscard]] const ToyMemory& memory() const { return memory_; }
    [[nodiscard]] Counts& counts() { return counts_; }
    /// Index of the counter of the first step's executions.
    [[nodiscard]] std::size_t executions() const { return executions_; }

private:
    static PeArrayConfig array_config()
    {
        PeArrayConfig config;
        config.clock_hz = 1;
        config.operations = {{{3, 1}, {2, 1}, {2, 1}, {10, 10}, {12, 12}, {1, 1}}};
        return config;
    }
    static std::size_t step_count(const LoopNest& nest)
    {
        std::size_t steps = 0;
        schedule::for_each_step(nest, [&](const Step&) { ++steps; });
        return steps;
    }
    /// One tensor after the other, in words of four bytes.
    static Placement placed(const TensorWords& words)
    {
        Placement placement;
        std::uint64_t address = 0;
        for (const auto& [tensor, count] : words) {
            placement[tensor] = {0, Bytes(address)};
            address += count * 4;
        }
        return placement;
    }
    IssuerSetup setup()
    {
        IssuerSetup setup;
        setup.placement = &placement_;
        setup.words = &words_;
        setup.precisions = &precisions_;
        setup.array = &array_;
        setup.engine = &engine_;
        setup.memories = {{&memory_, nullptr, 4, clock_}};
        setup.time_limit = TimeLimit(1);
        setup.executions = &counts_[executions_];
        setup.waits = &counts_[waits_];
        return setup;
    }

    Clock clock_{Ticks(1)};
    ToyMemory memory_;
    CounterLayout layout_;
    ProcessingElementArray array_;
    DmaEngine engine_;
    std::size_t executions_;
    std::size_t waits_;
    Counts counts_;
    TensorWords words_;
    Placement placement_;
    TensorPrecisions precisions_;
    StepIssuer issuer_;
};

}  // namespace deltasim::test
