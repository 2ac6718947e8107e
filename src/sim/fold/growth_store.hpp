// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/chunked_list.hpp"
#include "core/counts.hpp"
#include "sim/fold/counter_places.hpp"
#include "sim/state/key_bytes.hpp"
#include "sim/state/state_store.hpp"

// What blocks add to the counters. A block is made of blocks, so its growth is made of theirs: it names them, and has
// changes of its own only for what was simulated outside of them. So a growth takes few bytes, and applying a behaviour
// is one entry in a list (growth_ledger.hpp). Counters grow at the end, when every growth is multiplied by how often it
// occurred.

namespace deltasim::sim
{

class GrowthStore
{
public:
    using Number = std::uint32_t;

    struct Change {
        std::uint32_t counter = 0;  ///< a number of CounterPlaces
        std::uint64_t by = 0;
    };
    /// A growth inside of another one, or in a list of growths.
    struct Part {
        Number growth = 0;
        CounterPlace place;  ///< seen from the place of the block around; in a list: where it is counted
    };

    /// The number of a new growth. `own`: sorted by counter, each only once.
    Number add(std::span<const Change> own, std::span<const Part> parts);

    /// Adds these growths to `counts`. Throws OverflowError.
    void add_to(Counts& counts, std::span<const Part> grown, CounterPlaces& places) const;

    /// Keeps the growths that are marked and those inside of them. Returns the new number of each growth that is kept.
    std::vector<Number> keep(std::vector<bool> marked);

    [[nodiscard]] std::size_t size() const { return growths_.size(); }
    [[nodiscard]] std::uint64_t bytes() const;
    void clear();

private:
    /// Its parts end where those of the next growth begin, and have lower numbers than itself.
    struct Growth {
        StateStore::Number own = 0;
        std::uint64_t first_part = 0;
    };

    [[nodiscard]] std::uint64_t end_of_parts(std::size_t growth) const
    {
        return growth + 1 < growths_.size() ? growths_[growth + 1].first_part : parts_.size();
    }

    ChunkedList<Growth> growths_;
    ChunkedList<Part> parts_;
    StateStore changes_;  ///< packed: the distance from the counter before, and the growth
    KeyBytes bytes_;
};

}  // namespace deltasim::sim
