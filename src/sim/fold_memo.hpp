// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "core/counts.hpp"
#include "core/quantity.hpp"
#include "sim/state_store.hpp"

// What blocks of iterations were seen to do: for a block, an address class and a state (and, where a deadline fell inside,
// the deadlines), the time it took, what it counted, and the state it left.

namespace deltasim
{

/// No deadlines in a key: the behaviour holds as long as none falls inside the block.
inline constexpr StateStore::Number no_deadlines = std::numeric_limits<StateStore::Number>::max();

struct BehaviourKey {
    std::uint32_t block = 0;          ///< a loop of the nest and a number of iterations
    std::uint32_t address_class = 0;  ///< what timing sees of the addresses
    StateStore::Number state = 0;
    StateStore::Number deadlines = no_deadlines;

    friend bool operator==(const BehaviourKey&, const BehaviourKey&) = default;
};

/// The row that a block leaves in a bank.
struct RowEffect {
    std::uint32_t bank = 0;
    std::int32_t tensor = -1;   ///< of the loop; -1: the bank is closed
    std::int64_t distance = 0;  ///< from the row that the tensor's streams have reached after the block
};

struct CounterChange {
    std::uint32_t counter = 0;
    std::uint64_t by = 0;
};

struct Behaviour {
    Ticks elapsed{0};
    Ticks latest_check{0};  ///< after the block's begin: a deadline later than this changes nothing
    std::uint64_t steps = 0;
    StateStore::Number state = 0;                 ///< afterwards
    StateStore::Number deadlines = no_deadlines;  ///< afterwards; no_deadlines: as they were
    std::span<const RowEffect> rows;
    std::span<const CounterChange> counts;
};

class FoldMemo
{
public:
    /// The behaviour under that key, or nullptr. It stays until clear().
    [[nodiscard]] const Behaviour* find(const BehaviourKey& key) const;
    /// Remembers a behaviour; its spans are copied. The key is not yet known.
    void insert(const BehaviourKey& key, const Behaviour& behaviour);
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    void clear();

private:
    struct Entry {
        BehaviourKey key;
        Behaviour behaviour;
        std::vector<RowEffect> rows;
        std::vector<CounterChange> counts;
    };

    static std::uint64_t hash_of(const BehaviourKey& key);
    void grow();

    std::vector<Entry*> buckets_;  ///< open addressing
    std::vector<std::unique_ptr<Entry>> entries_;
    std::uint64_t bytes_ = 0;
};

}  // namespace deltasim
