// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/queue.hpp"
#include "core/ring.hpp"
#include "core/time_limit.hpp"
#include "machine/processor.hpp"
#include "mapping/lane_store.hpp"
#include "model/placement.hpp"
#include "model/tensor_precisions.hpp"
#include "model/zero_pattern.hpp"
#include "schedule/loop_nest.hpp"
#include "sim/memories/dma_engine.hpp"
#include "sim/memories/dram_interface.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/memories/read_stream.hpp"
#include "sim/memories/write_stream.hpp"
#include "sim/state/state_archive.hpp"
#include "sim/steps/bound_nest.hpp"
#include "sim/steps/convoys.hpp"
#include "sim/steps/processing_element_array.hpp"
#include "sim/steps/skip_counters.hpp"
#include "sim/steps/step_observer.hpp"
#include "sim/steps/time_account.hpp"

// Issues the steps of one loop nest, a step a clock: requests a step's operands, hands it to the PE array when they are
// there, and writes its results. At most `lookahead_steps` ahead of the step that executes.

namespace deltasim::sim
{

/// How the controller sees a memory.
struct MemoryPort {
    MemoryInterface* memory = nullptr;
    DramInterface* dram = nullptr;  ///< the same memory, if it is off chip
    std::uint64_t line_bytes = 4;
    Clock clock;     ///< the memory's own
    Ticks waits{0};  ///< of a load by a core, besides the clock that it takes
};

/// A result on its way to an on-chip memory.
struct PendingWrite {
    std::size_t operand = 0;  ///< of the nest
    LineRun lines;            ///< as MemoryInterface::address_view sees them: modulo its period
    Ticks ready{0};
};

/// What of a mapped nest waits to be used.
struct MappedState {
    /// Of a tile: when it may be used, and when those may that are filled ahead.
    struct Tile {
        Ticks usable{0};
        std::vector<Ticks> ahead;
    };
    std::vector<Tile> tiles;
    Awaited held_up{Ticks(0), TimeCause::issue};  ///< before it nothing is issued, and why
    Ticks load_issued{0};                         ///< the latest load
    Awaited loaded{Ticks(0), TimeCause::issue};   ///< the operands that come with the next step
    std::size_t loaded_memory = 0;                ///< the on-chip memory of the last of them
};

/// All that changes in the issuer.
struct IssuerState {
    Ticks last_issue{0};
    Ring<Ticks> started;  ///< start of the last lookahead_steps steps, the oldest first
    Ticks last_start{0};
    Ticks writes_accepted{0};  ///< when the memories have taken all writes sent so far
    Ticks writes_done{0};
    Queue<PendingWrite> pending;  ///< in the order of their steps
    AddressGeneratorState generator;
    TimeAccount account;
    MappedState mapped;
    std::vector<ReadStream> read_streams;
    std::vector<WriteStream> write_streams;
};

/// What the issuer works for and with; all of it outlives the issuer.
struct IssuerSetup {
    const model::Placement* placement = nullptr;
    const model::TensorWords* words = nullptr;
    const model::TensorPrecisions* precisions = nullptr;
    ArrayInterface* array = nullptr;
    DmaInterface* engine = nullptr;
    std::vector<MemoryPort> memories;  ///< by index of Home::memory
    machine::StreamBufferConfig stream_buffers;
    bool operand_broadcast = false;
    bool multicast_rows = false;
    bool multicast_columns = false;
    std::uint64_t value_bytes = 0;  ///< of the narrowest word, where values move; 0: none do
    const model::RowLayouts* row_layouts = nullptr;
    TimeLimit time_limit;
    std::uint64_t* executions = nullptr;  ///< counters by step of the program
    std::uint64_t* waits = nullptr;       ///< and by TimeCause, in ticks
    StepObserver* observer = nullptr;     ///< told of what happens; not with folding
    machine::SkipConfig skip{};
    const model::ZeroPattern* zeros = nullptr;    ///< null: nothing is skipped
    const SkipCounters* skip_counters = nullptr;  ///< by step of the program
    std::uint64_t* skipped = nullptr;             ///< where they begin
};

class StepIssuer
{
public:
    StepIssuer(const machine::ControllerConfig& config, Clock clock, IssuerSetup setup);

    /// Makes the streams of a nest that begins at `start`. `first_step` numbers its first step within the program.
    void begin_nest(const schedule::LoopNest& nest, std::size_t first_step, Ticks start);
    /// Sends what is still to be written. Returns when all of the nest is done, on an edge of the controller's clock.
    Ticks finish_nest();
    /// This and finish_nest() throw OverflowError when time runs out (see TimeLimit).
    void run_step(const BoundStep& step);

    /// Tests what may make the iteration that is up needless. Returns whether it has passed it over.
    [[nodiscard]] bool passes_over(const BoundLoop& loop) { return !loop.guards.empty() && tests_as_needless(loop); }

    [[nodiscard]] BoundNest& nest() { return nest_; }
    /// Steps issued, of all nests.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

    [[nodiscard]] const TimeLimit& time_limit() const { return setup_.time_limit; }
    [[nodiscard]] Ticks last_issue() const { return state_.last_issue; }
    void set_last_issue(Ticks time) { state_.last_issue = time; }
    [[nodiscard]] Ticks last_request() const { return state_.generator.last_request; }
    void set_last_request(Ticks time) { state_.generator.last_request = time; }
    /// First byte of a tensor in its home, and the byte after its last.
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> extent_of(TensorId tensor) const;
    [[nodiscard]] const std::vector<MemoryPort>& memories() const { return setup_.memories; }

    /// Who is told of what happens, or nullptr.
    [[nodiscard]] StepObserver* observer() const { return setup_.observer; }
    /// The next edge at which a step could be issued.
    [[nodiscard]] Ticks next_edge() const { return state_.last_issue + clock_.period(); }

    /// Whether accesses of different convoys have met since this was last asked for.
    [[nodiscard]] bool take_convoys_met() { return std::exchange(convoys_met_, false); }

    /// The issuer, the array, the on-chip memories, and, if the DRAM takes part, the DRAM and the given streams of the
    /// nest. The last issue and the last request are the origin's.
    void encode(StateEncoder& encoder, const std::vector<std::size_t>& streams, bool with_dram) const;
    void decode(StateDecoder& decoder, const std::vector<std::size_t>& streams, bool with_dram);

private:
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self, const std::vector<std::size_t>& streams, bool with_dram);
    template <class Archive, class Self>
    static void describe_mapped(Archive& archive, Self& self);
    template <class Archive, class Self>
    static void describe_pending(Archive& archive, Self& self);
    void bind_spans(const schedule::Step& step, const schedule::Operand& operand, BoundOperand& bound) const;
    [[gnu::always_inline]] inline void run_array_step(const BoundStep& step, bool masked);
    void run_other_step(const BoundStep& step);
    // skipped_steps.cpp:
    /// Of which samples a factor is: all, or the one at `index`.
    struct FactorSamples {
        bool all = false;
        schedule::AffineIndex index;
    };
    std::size_t bind_factor(const schedule::Factor& factor, const schedule::Step& step, const FactorSamples& samples,
                            const std::vector<std::uint64_t>& counts);
    [[nodiscard]] bool is_tested(const schedule::Factor& factor) const;
    void find_guards(const schedule::Loop& loop, std::size_t bound, const std::vector<std::uint64_t>& counts);
    void bind_skip(const schedule::Step& step, BoundStep& bound, const std::vector<std::uint64_t>& counts,
                   const std::vector<std::size_t>& guards);
    void bind_skips(const schedule::Loop& loop, std::size_t index, std::vector<std::uint64_t>& counts,
                    std::vector<std::size_t>& guards);
    void pass();
    [[nodiscard]] bool tests_as_needless(const BoundLoop& loop);
    [[nodiscard]] bool is_needed(const BoundProduct& product, std::uint64_t lane) const;
    bool find_needs(const BoundStep& step, std::vector<std::uint64_t>& idle);
    [[gnu::noinline]] void run_masked_step(const BoundStep& step);
    /// The lines of the words of an operand that any lane needs.
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
    [[nodiscard]] BoundOperand bind_operand(const schedule::LoopNest& nest, const schedule::Step& step,
                                            const schedule::Operand& operand) const;
    [[nodiscard]] StepTiming core_timing(const schedule::Step& step, const BoundStep& bound) const;
    std::size_t bind_loop(const schedule::Loop& loop, std::vector<std::uint64_t>& counts, std::size_t& step_number);
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
    void run_values(const BoundStep& step);

    Clock clock_;
    IssuerSetup setup_;
    bool row_end_queue_ = false;
    IssuerState state_;
    BoundNest nest_;
    std::vector<ConvoyWatch> watches_;  ///< by memory
    /// Of the ports that the engine has, by memory and direction.
    std::vector<std::array<ConvoyWatch, 2>> engine_watches_;
    mapping::LaneStore lane_store_;
    bool convoys_met_ = false;
    std::uint64_t steps_ = 0;
    // Of the step that is up, where zeros are skipped:
    std::uint64_t masked_lanes_ = 0;
    std::vector<std::uint8_t> needs_;  ///< by operand and lane
    std::vector<std::uint64_t> idle_;  ///< by product: lanes in which it is 0
};

}  // namespace deltasim::sim
