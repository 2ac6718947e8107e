// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/chunked_list.hpp"
#include "core/quantity.hpp"
#include "sim/fold/growth_store.hpp"
#include "sim/state/state_store.hpp"

// Remembers what blocks of iterations did. The key is a block, an address class and a state (and the deadlines, if one
// fell inside). The value is the time, the growth of counters, and the state that the block left.

namespace deltasim::sim
{

/// A key without deadlines: the behaviour holds if no deadline falls inside the block.
inline constexpr StateStore::Number no_deadlines = std::numeric_limits<StateStore::Number>::max();

struct BehaviourKey {
    std::uint32_t block = 0;          ///< a loop of the nest and a number of iterations
    std::uint32_t address_class = 0;  ///< the part of the addresses on which timing depends
    StateStore::Number state = 0;
    StateStore::Number deadlines = no_deadlines;

    friend bool operator==(const BehaviourKey&, const BehaviourKey&) = default;
};

/// The row that a block leaves in a bank. If tensors share a place, there is one effect for each of them, and either
/// tensor may have opened the row: it is known if both agree on the row.
struct RowEffect {
    static constexpr std::size_t most_banks = std::size_t{1} << 16U;
    // Instead of a tensor:
    static constexpr std::int16_t closed = -1;
    static constexpr std::int16_t rank_closed = -2;  ///< all banks of the rank that begins with this one

    std::uint16_t bank = 0;        ///< numbered as after the block (StateOrigin::bank_at)
    std::int16_t tensor = closed;  ///< a tensor of the loop
    std::int32_t distance = 0;     ///< from the place that the tensor's streams have reached after the block
};

struct Behaviour {
    Ticks elapsed{0};
    Ticks latest_check{0};  ///< after the beginning of the block: a deadline later than this changes nothing
    std::uint64_t steps = 0;
    StateStore::Number state = 0;                 ///< after the block
    StateStore::Number deadlines = no_deadlines;  ///< after the block; no_deadlines: they do not change
    GrowthStore::Number growth = 0;               ///< of the counters
    std::span<const RowEffect> rows;
};

class FoldMemo
{
public:
    /// Sets `behaviour` to what is remembered for this key; its rows are valid until something is forgotten. Returns
    /// false if there is nothing.
    bool find(const BehaviourKey& key, Behaviour& behaviour);
    /// Remembers a behaviour; replaces an older one with this key.
    void insert(const BehaviourKey& key, const Behaviour& behaviour);
    [[nodiscard]] std::uint64_t bytes() const;
    /// Forgets behaviours that were not found since the previous call.
    void forget_unused();
    void clear();

    /// Calls visit(growth) for the number of every behaviour's growth, which it may change.
    template <class Visit>
    void each_growth(const Visit& visit)
    {
        for (std::size_t i = 0; i < entries_.size(); ++i) visit(entries_[i].growth);
    }

private:
    using Index = std::uint32_t;
    static constexpr Index none = std::numeric_limits<Index>::max();

    /// A cache line.
    struct alignas(64) Entry {
        BehaviourKey key;
        std::int64_t elapsed = 0;
        std::int64_t latest_check = 0;
        std::uint64_t steps = 0;
        StateStore::Number state = 0;
        StateStore::Number deadlines = 0;
        StateStore::Number rows = 0;
        GrowthStore::Number growth = 0;
        Index next = none;  ///< the entry that was found after this one, and is likely to be found again
        bool is_found = false;
    };
    /// A place of the hash table. Most places that do not hold the key are told by the hash.
    struct Bucket {
        std::uint32_t hash = 0;
        Index entry = none;
    };

    static std::uint64_t hash_of(const BehaviourKey& key);
    Bucket& bucket_for(const BehaviourKey& key);
    [[nodiscard]] Index index_of(const BehaviourKey& key);
    void rehash(std::size_t buckets);

    ChunkedList<Entry> entries_;
    std::vector<Bucket> buckets_;  ///< open addressing
    StateStore rows_;              ///< lists of RowEffect
    Index found_ = none;           ///< the entry that was found last
};

}  // namespace deltasim::sim
