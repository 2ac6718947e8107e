// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <systemc>

#include "core/clock.hpp"
#include "core/core_work.hpp"
#include "core/counts.hpp"
#include "core/run_counts.hpp"
#include "machine/processor.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/step_values.hpp"
#include "sim/memories/memory_counters.hpp"
#include "sim/state/state_archive.hpp"

// The PE array: lanes that take each step together, with registers, and a row-end unit that adds the lanes' partial
// sums while the lanes go on with the next row. Both are pipelined and take steps in order.

namespace deltasim::sim
{

/// What a step requires of the array, computed once.
struct StepTiming {
    schedule::StepUnit unit = schedule::StepUnit::lanes;
    bool needs_result = false;
    Ticks latency{0};     ///< from operands to result
    Ticks interval{0};    ///< until the unit can start the next step
    bool mapped = false;  ///< the sums of its row are in accumulators
    CoreSlots slots{};    ///< only for cores with instructions
    CoreInstructions instructions{};
};

/// When a step runs.
struct Execution {
    Ticks start;
    Ticks result;
    Ticks array_ready{0};  ///< when the array could have started it if its operands had been there
};

/// How stationary operands come into the lanes of a systolic array.
struct Shift {
    Ticks lanes_free{0};  ///< when the lanes could have continued without them
    Ticks begin{0};       ///< the beginning of the shift, after the last wait for operands
    Ticks end{0};         ///< when all operands are in place
};

/// The whole state of the array.
struct ArrayState {
    Ticks lanes_free{0};
    Ticks row_end_free{0};
    Ticks last_result{0};      ///< the latest result of the lanes
    Ticks last_row_result{0};  ///< the latest result of the row-end unit
    Ticks swapped{0};          ///< when a systolic array took over the stationary operands that had shifted in
    /// When the row-end unit takes over each row, the latest last; only times after lanes_free.
    std::deque<Ticks> row_starts{};
};

/// How the training controller uses the array.
class ArrayInterface : public virtual sc_core::sc_interface
{
public:
    [[nodiscard]] virtual StepTiming timing(const schedule::Step& step) const = 0;
    /// The instructions of the cores that do the lanes' work, or nullptr.
    [[nodiscard]] virtual const machine::Instructions* instructions() const = 0;
    /// The timing of a step of these cores; the last argument is its waits for memories, for all cores together.
    [[nodiscard]] virtual StepTiming timing(const machine::StepInstructions& step, bool needs_result,
                                            Ticks waits) const = 0;
    /// A phase of a layer begins.
    virtual void begin_nest(Ticks start) = 0;
    /// Runs a step whose operands are there at `operands_ready`.
    virtual Execution execute(const StepTiming& step, Ticks operands_ready) = 0;
    /// True if stationary operands shift in, one row of lanes after the other.
    [[nodiscard]] virtual bool shifts() const = 0;
    /// Stationary operands arrive in such an array: those of the first row, and the last ones.
    virtual Shift load(Ticks first, Ticks last) = 0;
    /// Performs the step's arithmetic on the lanes' registers.
    virtual void compute(const schedule::Step& step, schedule::StepValues& values) = 0;
    [[nodiscard]] virtual schedule::LaneRegisters& registers() = 0;
    /// The time at which the last result of all steps so far is there and the array is free.
    [[nodiscard]] virtual Ticks done() const = 0;

    virtual void encode(StateEncoder& encoder) const = 0;
    virtual void decode(StateDecoder& decoder) = 0;
};

class ProcessingElementArray final : public sc_core::sc_module, public ArrayInterface
{
public:
    ProcessingElementArray(sc_core::sc_module_name name, const machine::PeArrayConfig& config, Clock clock,
                           CounterLayout& layout);

    void count_in(Counts& counts) { busy_ticks_ = &counts[first_counter_]; }
    /// The counts of the cores' instructions; nothing if the lanes have none.
    [[nodiscard]] std::optional<CoreCounts> core_counts(const Counts& counts) const;

    [[nodiscard]] StepTiming timing(const schedule::Step& step) const override;
    [[nodiscard]] const machine::Instructions* instructions() const override
    {
        return config_.instructions ? &*config_.instructions : nullptr;
    }
    [[nodiscard]] StepTiming timing(const machine::StepInstructions& step, bool needs_result,
                                    Ticks waits) const override;
    void begin_nest(Ticks start) override;
    Execution execute(const StepTiming& step, Ticks operands_ready) override;
    [[nodiscard]] bool shifts() const override { return config_.reduction == machine::Reduction::systolic; }
    Shift load(Ticks first, Ticks last) override;
    void compute(const schedule::Step& step, schedule::StepValues& values) override { step.compute(values); }
    [[nodiscard]] schedule::LaneRegisters& registers() override { return registers_; }
    [[nodiscard]] Ticks done() const override
    {
        return std::max({state_.last_result, state_.last_row_result, state_.lanes_free, state_.row_end_free});
    }

    void encode(StateEncoder& encoder) const override { describe(encoder, *this); }
    void decode(StateDecoder& decoder) override { describe(decoder, *this); }

    /// PE clocks in which the lanes could start nothing else.
    [[nodiscard]] std::uint64_t busy_cycles(const Counts& counts) const
    {
        return counts[first_counter_] / static_cast<std::uint64_t>(clock_.period().value());
    }

private:
    [[nodiscard]] std::uint64_t mapped_latency(const schedule::Step& step, std::uint64_t latency) const;
    void count_core_work(const CoreSlots& slots, const CoreInstructions& instructions);
    void hold_lanes(std::uint64_t accumulators, Ticks row_start);
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [lanes_free, row_end_free, last_result, last_row_result, swapped, row_starts] = self.state_;
        for (auto* time : {&lanes_free, &row_end_free, &last_result, &last_row_result, &swapped}) {
            archive.issue_time(*time);
        }
        const Ticks passed = larger(archive.last_issue(), lanes_free);
        archive.list(
            row_starts, [&](Ticks start) { return start <= passed; }, [&](auto& start) { archive.issue_time(start); });
    }

    machine::PeArrayConfig config_;
    Clock clock_;
    ArrayState state_;
    schedule::LaneRegisters registers_;
    std::size_t first_counter_;
    std::uint64_t* busy_ticks_ = nullptr;  ///< followed, for cores, by slots and instructions by CoreWork
};

}  // namespace deltasim::sim
