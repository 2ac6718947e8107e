// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "core/counts.hpp"
#include "sim/fold/canonical_machine.hpp"
#include "sim/fold/fold_loop.hpp"
#include "sim/fold/fold_memo.hpp"
#include "sim/fold/fold_settings.hpp"
#include "sim/fold/growth_ledger.hpp"
#include "sim/state/key_bytes.hpp"
#include "sim/state/state_store.hpp"
#include "sim/steps/step_issuer.hpp"

// The engine that multiplies instead of repeating. It gives the same result as simulating every step.
//
// Why it is exact: the machine is deterministic, so the state in which a block of iterations begins, and its addresses,
// decide what it does. Two blocks that begin with the same canonical state (state_archive.hpp) and the same address
// class (fold_loop.hpp) therefore take the same time, add the same to all counters, and leave the same canonical state.
// The engine remembers such behaviours and looks them up; it compares whole states. The behaviour of a block may be
// composed of those of its parts (fold_block.hpp); an iteration of an outer loop contains whole inner loops. So the
// cost grows with the number of different behaviours.
//
// On chip the places of operands seldom matter. If the convoys of a block (convoys.hpp) did not meet, and the states at
// its beginning and end contain no place in an on-chip memory, it is remembered for all places; other blocks are
// remembered for their own places.
//
// The deadlines of refreshes do not follow the loops. If no deadline fell into a block, it is remembered without
// deadlines, together with the last time at which one would have mattered; it is used only if the next deadline is
// later than that. If a deadline fell into a block, the distances to all deadlines are a part of its key.
//
// The canonical state contains open rows of DRAM banks only if the loop can still reach them. Which row each bank keeps
// is tracked separately, bank by bank.

namespace deltasim::sim
{

class FoldEngine
{
public:
    /// `first_execution`: the index in `counts` at which the steps' executions begin. `hyperperiod`: the time after
    /// which all clocks of the machine are in step again.
    FoldEngine(StepIssuer& issuer, Counts& counts, std::size_t first_execution, FoldSettings settings,
               Ticks hyperperiod, std::function<void(std::uint64_t steps)> progress);

    /// Runs the nest that the issuer has begun.
    void run_nest();

private:
    /// A place in a run through a loop, and what knows the state there: the machine, if it is in this state, the number
    /// of its canonical form, or both.
    struct Place {
        enum class ToldBy : std::uint8_t { machine, number, both };

        Ticks issue{0};
        ToldBy told_by = ToldBy::machine;
        StateStore::Number state = 0;

        [[nodiscard]] bool is_known() const { return told_by != ToldBy::machine; }
        [[nodiscard]] bool is_concrete() const { return told_by != ToldBy::number; }
    };
    /// The beginning from which the behaviour of a block is measured.
    struct Beginning {
        Ticks issue{0};
        std::uint64_t steps = 0;
        Ticks next_deadline{0};
        Ticks outer_check{0};
        bool outer_met = false;
        std::uint64_t generation = 0;
        std::vector<std::int64_t> rows;  ///< the open rows at that time
    };

    void run_loop(std::size_t loop);
    void run_block(FoldLoop& loop, FoldBlock& block, Place& place);
    void run_parts(FoldLoop& loop, const FoldBlock& block, Place& place);
    void run_iteration(const BoundLoop& loop);
    void step_loop(const BoundLoop& loop);
    void run_iterations(FoldLoop& loop, std::uint64_t iterations, Place& place);
    bool find(const FoldLoop& loop, const FoldBlock& block, BehaviourKey& key, const Place& place,
              Behaviour& behaviour);
    bool find_in_time(const FoldLoop& loop, const FoldBlock& block, BehaviourKey& key, const Place& place,
                      Behaviour& behaviour);
    void apply(const FoldLoop& loop, std::uint64_t iterations, const Behaviour& behaviour, Place& place);
    [[nodiscard]] const Beginning& begin_block(const Place& place);
    void remember(const FoldLoop& loop, FoldBlock& block, const BehaviourKey& key, StateStore::Number wherever,
                  const Beginning& beginning, const Place& place);
    void forget_unused();
    [[nodiscard]] std::uint64_t cost_of_encoding(const Place& place) const;
    [[nodiscard]] std::uint64_t cost_of_remembering() const;
    void make_known(const FoldLoop& loop, Place& place);
    void make_concrete(const FoldLoop& loop, Place& place);
    StateStore::Number address_class(const FoldLoop& loop, const FoldBlock& block, StateStore::Number state,
                                     bool wherever);
    void take_checks();
    void forget();
    void forget_if_full(const FoldLoop& loop, Place& place);
    void report_progress();

    StepIssuer& issuer_;
    FoldSettings settings_;
    std::function<void(std::uint64_t)> progress_;
    CanonicalMachine machine_;
    DramInterface* dram_;
    GrowthLedger ledger_;

    std::vector<FoldLoop> loops_;  ///< the loops of the nest
    StateStore address_classes_;
    FoldMemo memo_;
    std::uint64_t generation_ = 0;  ///< how often everything was forgotten
    Ticks latest_check_{0};         ///< the latest time at which a deadline would have mattered in the present block
    bool convoys_met_ = false;      ///< the places of its convoys on chip may have mattered in it
    std::uint64_t folded_steps_ = 0;
    std::uint64_t work_ = 0;  ///< all that was done so far, in units of fold_costs.hpp
    std::uint64_t operations_ = 0;

    std::deque<Beginning> beginnings_;  ///< of the blocks that are being run, one inside the other, and unused ones
    std::size_t begun_ = 0;             ///< how many of these are in use

    KeyBytes bytes_;
    std::vector<RowEffect> row_effects_;
};

}  // namespace deltasim::sim
