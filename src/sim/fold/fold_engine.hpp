// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/counts.hpp"
#include "sim/fold/canonical_machine.hpp"
#include "sim/fold/fold_loop.hpp"
#include "sim/fold/fold_memo.hpp"
#include "sim/fold/fold_settings.hpp"
#include "sim/state/state_store.hpp"
#include "sim/steps/step_issuer.hpp"

// The engine that multiplies instead of repeating, and gives the same result as simulating every step.
//
// Why it is exact. The machine is deterministic: what a block of iterations does follows from the state it begins in
// and from its addresses. Two beginnings that agree in the canonical state (state_archive.hpp) and in the address class
// (fold_loop.hpp) therefore take the same time, count the same, and leave the same canonical state. Such behaviours are
// remembered and looked up, states being compared whole. The behaviour of a block may be put together from those of its
// parts (fold_block.hpp); an iteration of an outer loop contains whole inner loops. So cost grows with the number of
// different behaviours.
//
// On chip it seldom matters where operands lie. A block whose convoys did not meet (convoys.hpp), and which began and
// ended with no place in an on-chip memory in its state, is remembered for wherever they are; others for where they
// were.
//
// Refresh runs freely: its deadlines are in step with nothing else. A block in which none fell is remembered without
// them, together with the last time at which one would have mattered; it is used only when the next deadline is later
// than that. A block in which one did is remembered with its distances to all deadlines as part of the key.
//
// Rows left open in DRAM banks are in the canonical state only as far as the loop can still reach them; which row it is
// that a bank keeps is followed besides, bank by bank.

namespace deltasim::sim
{

class FoldEngine
{
public:
    /// `first_execution`: where in `counts` the steps' executions begin. `hyperperiod`: after it all clocks of the
    /// machine are in step again.
    FoldEngine(StepIssuer& issuer, Counts& counts, std::size_t first_execution, FoldSettings settings,
               Ticks hyperperiod, std::function<void(std::uint64_t steps)> progress);

    /// Runs the nest that the issuer has begun.
    void run_nest();

private:
    /// Where a run through a loop is, and what tells the state there: the machine, which is in it, the number of its
    /// canonical form, or both.
    struct Place {
        enum class ToldBy : std::uint8_t { machine, number, both };

        Ticks issue{0};
        ToldBy told_by = ToldBy::machine;
        StateStore::Number state = 0;

        [[nodiscard]] bool is_known() const { return told_by != ToldBy::machine; }
        [[nodiscard]] bool is_concrete() const { return told_by != ToldBy::number; }
    };
    /// What a block's behaviour is measured from.
    struct Beginning {
        Ticks issue{0};
        std::uint64_t steps = 0;
        Ticks next_deadline{0};
        Ticks outer_check{0};
        bool outer_met = false;
        std::uint64_t generation = 0;
        std::vector<std::uint64_t> counts;  ///< the counters of then
        std::vector<std::int64_t> rows;     ///< and the open rows
    };

    [[nodiscard]] bool can_remember() const;
    void run_loop(std::size_t loop);
    void run_block(FoldLoop& loop, FoldBlock& block, Place& place);
    void run_parts(FoldLoop& loop, const FoldBlock& block, Place& place);
    void run_iterations(FoldLoop& loop, std::uint64_t iterations, Place& place);
    bool find(const FoldLoop& loop, const FoldBlock& block, BehaviourKey& key, const Place& place,
              Behaviour& behaviour);
    bool find_in_time(const FoldLoop& loop, const FoldBlock& block, BehaviourKey& key, const Place& place,
                      Behaviour& behaviour);
    void apply(const FoldLoop& loop, std::uint64_t iterations, const Behaviour& behaviour, Place& place);
    [[nodiscard]] const Beginning& begin_block(const Place& place);
    void remember(const FoldLoop& loop, FoldBlock& block, const BehaviourKey& key, StateStore::Number wherever,
                  const Beginning& beginning, const Place& place);
    [[nodiscard]] std::size_t change_of(const FoldLoop& loop, std::size_t counter) const;
    [[nodiscard]] std::size_t counter_of(const FoldLoop& loop, const CounterChange& change) const;
    bool find_changes(const FoldLoop& loop, const Beginning& beginning);
    [[nodiscard]] std::uint64_t cost_of_encoding(const Place& place) const;
    void make_known(const FoldLoop& loop, Place& place);
    void make_concrete(const FoldLoop& loop, Place& place);
    StateStore::Number address_class(const FoldLoop& loop, const FoldBlock& block, StateStore::Number state,
                                     bool wherever);
    void take_checks();
    void forget();
    void forget_if_full(const FoldLoop& loop, Place& place);
    void report_progress();

    StepIssuer& issuer_;
    Counts& counts_;
    std::size_t first_execution_;
    FoldSettings settings_;
    std::function<void(std::uint64_t)> progress_;
    CanonicalMachine machine_;
    DramInterface* dram_;

    std::vector<FoldLoop> loops_;  ///< of the nest
    StateStore address_classes_;
    FoldMemo memo_;
    std::uint64_t generation_ = 0;  ///< how often all has been forgotten
    Ticks latest_check_{0};         ///< latest time at which a deadline would have mattered, of the current block
    bool convoys_met_ = false;      ///< whether it may have mattered in it where on chip its convoys are
    std::uint64_t folded_steps_ = 0;
    std::uint64_t operations_ = 0;

    std::deque<Beginning> beginnings_;  ///< of the blocks that are being run, one inside the other, and room for more
    std::size_t begun_ = 0;             ///< how many these are

    std::string bytes_;
    std::vector<RowEffect> row_effects_;
    std::vector<CounterChange> counter_changes_;
};

}  // namespace deltasim::sim
