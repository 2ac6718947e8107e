// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/fold/fold_loop.hpp"
#include "sim/fold/fold_memo.hpp"
#include "sim/state/key_bytes.hpp"
#include "sim/state/state_archive.hpp"
#include "sim/state/state_store.hpp"
#include "sim/steps/step_issuer.hpp"

// Converts between the machine's own state, in times and addresses, and the number of its canonical state
// (state_archive.hpp). The canonical state for a loop contains only the parts of the machine that the loop touches
// (state/machine_parts.hpp). Open rows and deadlines are handled apart.

namespace deltasim::sim
{

class CanonicalMachine
{
public:
    /// `hyperperiod`: the time after which all clocks of the machine are in step again.
    CanonicalMachine(StepIssuer& issuer, Ticks hyperperiod);

    /// The DRAM, or nullptr if there is none.
    [[nodiscard]] DramInterface* dram() const { return dram_; }

    /// The time from which a loop goes on: the last issue; for a transfer, when its first burst may begin. Before a
    /// transfer out of tiles, sends the results that are to be written to them, as its first burst would.
    [[nodiscard]] Ticks present(const FoldLoop& loop);
    /// The number of the machine's present state.
    StateStore::Number number(const FoldLoop& loop);
    /// Puts the machine into a state, with the present at `issue` and its streams at the nest's addresses.
    void restore(const FoldLoop& loop, StateStore::Number state, Ticks issue);

    /// The number of the distances of all deadlines from `issue`. The machine must have a DRAM.
    StateStore::Number deadlines(Ticks issue);
    void restore_deadlines(StateStore::Number deadlines, Ticks issue);

    /// The open row of each bank; empty if there are no rows.
    [[nodiscard]] std::span<const std::int64_t> open_rows() const;
    /// Sets `effects` to the banks whose row differs from that in `before`, relative to the places that the streams
    /// have reached. Returns true if all these rows belong to tensors of the loop.
    [[nodiscard]] bool find_row_effects(const FoldLoop& loop, std::span<const std::int64_t> before,
                                        std::vector<RowEffect>& effects);
    /// True if it is known which rows a block of `iterations` would leave when it begins here.
    [[nodiscard]] bool agree(const FoldLoop& loop, std::uint64_t iterations, std::span<const RowEffect> effects) const;
    void apply_row_effects(const FoldLoop& loop, std::span<const RowEffect> effects);

    /// True if a state contains places in on-chip memories: ports that are taken.
    [[nodiscard]] bool holds_positions(StateStore::Number state) const
    {
        return (states_[state][0] & has_positions) != 0;
    }
    /// True if it contains results, on their way, of steps outside the loop.
    [[nodiscard]] bool holds_outer_operands(StateStore::Number state) const
    {
        return (states_[state][0] & has_outer_operands) != 0;
    }
    /// How many ports number() looked at the last time.
    [[nodiscard]] std::uint64_t ports_seen() const { return ports_seen_; }
    /// The size of the canonical form of a state.
    [[nodiscard]] std::uint64_t state_bytes(StateStore::Number state) const { return states_[state].size(); }

    [[nodiscard]] std::uint64_t bytes() const { return states_.bytes(); }
    /// Forgets all numbers.
    void clear();

private:
    // Flags in the first byte of a state.
    static constexpr int has_positions = 1;
    static constexpr int has_outer_operands = 2;

    [[nodiscard]] std::int64_t phase(Ticks time) const;

    StepIssuer& issuer_;
    Ticks hyperperiod_;
    DramInterface* dram_ = nullptr;
    StateStore states_;
    StateOrigin origin_;
    KeyBytes bytes_;
    std::uint64_t ports_seen_ = 0;

    // The deadlines whose number was asked for last: blocks of all sizes begin at one place.
    Ticks numbered_issue_{-1};
    Ticks numbered_deadline_{-1};
    StateStore::Number numbered_ = 0;
};

}  // namespace deltasim::sim
