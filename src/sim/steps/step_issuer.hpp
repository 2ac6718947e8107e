// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/time_limit.hpp"
#include "machine/processor.hpp"
#include "schedule/loop_nest.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/state/machine_parts.hpp"
#include "sim/state/state_archive.hpp"
#include "sim/steps/bound_nest.hpp"
#include "sim/steps/convoys.hpp"
#include "sim/steps/issuer_setup.hpp"
#include "sim/steps/issuer_state.hpp"
#include "sim/steps/value_mover.hpp"

// Issues the steps of a loop nest, one per clock: requests the operands of a step, gives the step to the PE array when
// they are there, and writes its results. Issues at most `lookahead_steps` ahead of the step that executes.

namespace deltasim::sim
{

class StepIssuer
{
public:
    StepIssuer(const machine::ControllerConfig& config, Clock clock, IssuerSetup setup);

    /// Creates the streams of a nest that begins at `start`. `first_step`: the number of its first step within the
    /// program.
    void begin_nest(const schedule::LoopNest& nest, std::size_t first_step, Ticks start);
    /// Sends what is still to be written. Returns when the whole nest is done, at an edge of the controller's clock.
    Ticks finish_nest();
    /// run_step() and finish_nest() throw OverflowError when time runs out (see TimeLimit).
    void run_step(const BoundStep& step);

    /// Tests the words that may make the present iteration needless. Returns true if it was skipped.
    [[nodiscard]] bool passes_over(const BoundLoop& loop) { return !loop.guards.empty() && tests_as_needless(loop); }

    /// True if a step of the row-end unit is issued together with the step before it.
    [[nodiscard]] bool row_end_queue() const { return row_end_queue_; }
    [[nodiscard]] BoundNest& nest() { return nest_; }
    /// Steps issued in all nests.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

    [[nodiscard]] const TimeLimit& time_limit() const { return setup_.time_limit; }
    [[nodiscard]] Ticks last_issue() const { return state_.last_issue; }
    void set_last_issue(Ticks time) { state_.last_issue = time; }
    [[nodiscard]] Ticks last_request() const { return state_.generator.last_request; }
    void set_last_request(Ticks time) { state_.generator.last_request = time; }
    /// The first byte of a tensor in its home, and the byte after its last.
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> extent_of(TensorId tensor) const;
    [[nodiscard]] const std::vector<MemoryPort>& memories() const { return setup_.memories; }

    /// The observer, or nullptr.
    [[nodiscard]] StepObserver* observer() const { return setup_.observer; }
    /// The next edge at which a step could be issued.
    [[nodiscard]] Ticks next_edge() const { return state_.last_issue + clock_.period(); }

    /// True if accesses of different convoys have met since the previous call.
    [[nodiscard]] bool take_convoys_met() { return std::exchange(convoys_met_, false); }

    /// When the engine may begin its next burst, as far as other units are concerned. Before a burst out of a tile
    /// (`drains`), sends what is to be written to it.
    Ticks earliest_burst(bool drains);

    /// Encodes parts of the machine. The last issue and the last request are those of the origin.
    void encode(StateEncoder& encoder, const MachineParts& parts) const;
    void decode(StateDecoder& decoder, const MachineParts& parts);

private:
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self, const MachineParts& parts);
    template <class Archive, class Self>
    static void describe_mapped(Archive& archive, Self& self, const MachineParts& parts);
    template <class Archive, class Self>
    static void describe_pending(Archive& archive, Self& self);
    [[gnu::always_inline]] inline void run_array_step(const BoundStep& step, bool masked);
    void run_other_step(const BoundStep& step);
    // Defined in skipped_steps.cpp:
    void pass();
    [[nodiscard]] bool tests_as_needless(const BoundLoop& loop);
    [[nodiscard]] bool is_needed(const BoundProduct& product, std::uint64_t lane) const;
    bool find_needs(const BoundStep& step);
    [[gnu::noinline]] void run_masked_step(const BoundStep& step);
    /// The lines of those words of an operand that any lane needs.
    template <class Visit>
    void each_needed_run(std::size_t o, std::size_t number, const Visit& visit) const;
    [[gnu::noinline]] void run_skipping_step(const BoundStep& step);

    void run_engine_step(const BoundStep& step);
    [[nodiscard, gnu::always_inline]] inline Ticks next_issue(const BoundStep& step, Awaited& last);
    [[nodiscard, gnu::noinline]] Ticks wait_for_tiles(const BoundStep& step, Ticks issue, Awaited& last) const;
    [[gnu::always_inline]] inline void read(std::size_t o, Ticks issue, Awaited& last);
    [[gnu::always_inline]] inline void read_lines(const BoundOperand& operand, const LineRun& lines, Ticks issue,
                                                  Awaited& last);
    [[gnu::always_inline]] inline void read_span(const BoundOperand& operand, std::uint64_t address, Ticks issue,
                                                 Awaited& last);
    [[gnu::noinline]] void read_spans(std::size_t o, Ticks issue, Awaited& last);
    void shift_in(std::size_t o, Ticks issue, Awaited& last);
    [[gnu::always_inline]] inline void write(std::size_t o, Ticks result);
    [[gnu::always_inline]] inline void write_lines(std::size_t o, LineRun lines, Ticks result);
    [[gnu::always_inline]] inline void write_span(std::size_t o, std::uint64_t address, Ticks result);
    [[gnu::noinline]] void write_spans(std::size_t o, Ticks result);
    void open_streams(Ticks start);
    void send_writes(Ticks until);
    void watch(std::size_t memory, std::size_t convoy, Ticks earliest, const Service& service)
    {
        if (setup_.observer != nullptr) {
            const Ticks asked = setup_.memories[memory].clock.edge_at_or_after(earliest);
            setup_.observer->on_queue(memory, {asked, service.accepted});
        }
        convoys_met_ = watches_[memory].meets(convoy, earliest, service.accepted) || convoys_met_;
    }
    void watch_engine(const BoundOperand& operand, Ticks earliest, const Service& service)
    {
        ConvoyWatch& ports = engine_watches_[operand.memory_index][static_cast<std::size_t>(operand.kind.direction)];
        convoys_met_ = ports.meets(operand.convoy, earliest, service.accepted) || convoys_met_;
    }
    void move_values(const BoundStep& step)
    {
        if (values_.moves()) values_.move(nest_, step, step.skip == BoundStep::no_skip ? nullptr : &needs_);
    }

    Clock clock_;
    IssuerSetup setup_;
    bool row_end_queue_ = false;
    IssuerState state_;
    BoundNest nest_;
    std::vector<ConvoyWatch> watches_;  ///< by memory
    /// For the ports of the engine, by memory and direction.
    std::vector<std::array<ConvoyWatch, 2>> engine_watches_;
    ValueMover values_;
    bool convoys_met_ = false;
    std::uint64_t steps_ = 0;
    // For the present step, where zeros are skipped:
    StepNeeds needs_;
    std::vector<std::uint64_t> idle_;  ///< by product: lanes in which it is 0
};

}  // namespace deltasim::sim
