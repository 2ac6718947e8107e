// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/counts.hpp"
#include "sim/fold/counter_places.hpp"
#include "sim/fold/growth_store.hpp"

// What has been added to the counters since the nest began, block by block. The machine counts in `counts` itself; the
// ledger takes what it finds there and puts everything back when it settles.

namespace deltasim::sim
{

class GrowthLedger
{
public:
    /// `counts` must outlive the ledger.
    GrowthLedger(Counts& counts, CounterPlaces places) : counts_(counts), places_(std::move(places)) {}

    /// A nest begins in which so many neighbouring banks and bank groups are alike and whose steps end before
    /// `end_step`. Returns false if there is no room for their numbers: then no block may begin.
    [[nodiscard]] bool begin_nest(std::uint64_t like_banks, std::uint64_t like_groups, std::uint64_t end_step);

    /// The machine may have counted: what it did belongs to the innermost block that is open.
    void note_simulation() { simulated_ = true; }
    /// A behaviour was applied.
    void apply(GrowthStore::Number growth, CounterPlace place);

    /// A block begins, inside of those that are open.
    void begin_block();
    /// The innermost open block ends. Returns its growth, to be remembered.
    GrowthStore::Number end_block(CounterPlace place, const StepRange& steps);
    /// How many counters that block has changed outside of the blocks inside it.
    [[nodiscard]] std::size_t own_changes() const { return own_.size(); }
    /// The innermost open block ends and is not remembered: what it added belongs to the block around it.
    void drop_block() { open_.pop_back(); }

    /// Brings the counters up to date and forgets all growths. No open block may be remembered any more.
    void settle();
    /// Keeps the growths that are marked and those that the ledger itself needs. Returns their new numbers.
    std::vector<GrowthStore::Number> keep(std::vector<bool> marked);

    /// How many growths there are: their numbers are smaller.
    [[nodiscard]] std::size_t growths() const { return store_.size(); }
    [[nodiscard]] std::uint64_t bytes() const;

private:
    /// Where in the lists below an open block begins.
    struct Beginning {
        std::size_t changes = 0;
        std::size_t parts = 0;
    };

    void take_changes();
    void add_up_if_many();
    void add_up();

    Counts& counts_;
    CounterPlaces places_;
    GrowthStore store_;
    std::vector<std::uint64_t> settled_;  ///< the counters without everything that has been taken
    bool simulated_ = false;
    std::vector<GrowthStore::Change> changes_;  ///< by counter, not by number
    std::vector<GrowthStore::Part> parts_;
    std::vector<Beginning> open_;
    std::vector<GrowthStore::Change> own_;
};

}  // namespace deltasim::sim
