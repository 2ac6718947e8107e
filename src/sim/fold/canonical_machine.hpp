// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/fold/fold_loop.hpp"
#include "sim/fold/fold_memo.hpp"
#include "sim/state/state_archive.hpp"
#include "sim/state/state_store.hpp"
#include "sim/steps/step_issuer.hpp"

// The machine between its own state, in times and addresses, and the number of its canonical state (state_archive.hpp).
// Of a loop only what the loop touches is in the state: the issuer, the array, the on-chip memories, and, if any of its
// operands is off chip, the DRAM and the streams that serve them. Open rows and deadlines are kept in step apart.

namespace deltasim::sim
{

class CanonicalMachine
{
public:
    /// `hyperperiod`: after it all clocks of the machine are in step again.
    CanonicalMachine(StepIssuer& issuer, Ticks hyperperiod);

    /// The DRAM, or nullptr where there is none.
    [[nodiscard]] DramInterface* dram() const { return dram_; }

    /// The number of the state that the machine is in.
    StateStore::Number number(const FoldLoop& loop);
    /// Puts the machine into a state, with its last issue at `issue` and its streams at the nest's addresses.
    void restore(const FoldLoop& loop, StateStore::Number state, Ticks issue);

    /// The distances of all deadlines from `issue`, as a number. The machine has a DRAM.
    StateStore::Number deadlines(Ticks issue);
    void restore_deadlines(StateStore::Number deadlines, Ticks issue);

    /// The row open in each bank; empty where there are none.
    [[nodiscard]] std::span<const std::int64_t> open_rows() const;
    /// Sets `effects` to the banks whose row is not the one in `before`, relative to what the streams have reached.
    /// Returns whether all of these rows are of the loop's tensors.
    [[nodiscard]] bool find_row_effects(const FoldLoop& loop, std::span<const std::int64_t> before,
                                        std::vector<RowEffect>& effects);
    /// Whether it is known which rows a block of `iterations` would leave from here on.
    [[nodiscard]] bool agree(const FoldLoop& loop, std::uint64_t iterations, std::span<const RowEffect> effects) const;
    void apply_row_effects(const FoldLoop& loop, std::span<const RowEffect> effects);

    /// Where counters are whose banks are numbered from the one that the loop's streams have reached (`back`: how they
    /// are numbered so): by counter, of `count`; empty where no banks are alike and each is where it is.
    std::span<const std::uint32_t> counters_at(const FoldLoop& loop, std::size_t count, bool back);

    /// Whether a state holds places in on-chip memories: ports that are taken.
    [[nodiscard]] bool holds_positions(StateStore::Number state) const
    {
        return (states_[state][0] & has_positions) != 0;
    }
    /// Whether it holds results on their way of steps that are outside of the loop.
    [[nodiscard]] bool holds_outer_operands(StateStore::Number state) const
    {
        return (states_[state][0] & has_outer_operands) != 0;
    }
    /// The size of a canonical form.
    [[nodiscard]] std::uint64_t state_bytes(StateStore::Number state) const { return states_[state].size(); }

    [[nodiscard]] std::uint64_t bytes() const { return states_.bytes(); }
    /// Forgets all numbers.
    void clear();

private:
    // In a state's first byte.
    static constexpr int has_positions = 1;
    static constexpr int has_outer_operands = 2;

    StepIssuer& issuer_;
    Ticks hyperperiod_;
    DramInterface* dram_ = nullptr;
    StateStore states_;
    StateOrigin origin_;
    std::string bytes_;
    std::vector<std::vector<std::uint32_t>> counters_;  ///< of counters_at(), by the first bank

    // The deadlines whose number was asked for last: blocks of all sizes begin at one place.
    Ticks numbered_issue_{-1};
    Ticks numbered_deadline_{-1};
    StateStore::Number numbered_ = 0;
};

}  // namespace deltasim::sim
