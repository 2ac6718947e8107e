// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "core/quantity.hpp"
#include "sim/state/state_store.hpp"

// What blocks of iterations were seen to do: for a block, an address class and a state (and, where a deadline fell
// inside, the deadlines), the time it took, what it counted, and the state it left.

namespace deltasim::sim
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

/// The row that a block leaves in a bank. Where tensors share a place, there is one for each of them, and either may
/// have opened it: it is known where they agree in which row that is.
struct RowEffect {
    static constexpr std::size_t most_banks = std::size_t{1} << 16U;

    std::uint16_t bank = 0;     ///< as counted after the block (StateOrigin::bank_at)
    std::int16_t tensor = -1;   ///< of the loop; -1: the bank is closed
    std::int32_t distance = 0;  ///< from the place that the tensor's streams have reached after the block
};

/// A counter and by how much it grows, in one word. Larger growth takes several changes of one counter.
class CounterChange
{
public:
    static constexpr std::uint64_t most = (std::uint64_t{1} << 48U) - 1;
    static constexpr std::size_t most_counters = std::size_t{1} << 16U;

    CounterChange() = default;
    CounterChange(std::size_t counter, std::uint64_t by) : word_((std::uint64_t{counter} << 48U) | by) {}

    [[nodiscard]] std::size_t counter() const { return word_ >> 48U; }
    [[nodiscard]] std::uint64_t by() const { return word_ & most; }

private:
    std::uint64_t word_ = 0;
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
    /// Sets `behaviour` to what is remembered under that key; its spans stay until something is forgotten. Returns
    /// whether there is such a behaviour.
    bool find(const BehaviourKey& key, Behaviour& behaviour);
    /// Remembers a behaviour, in place of one known under that key; its spans are copied.
    void insert(const BehaviourKey& key, const Behaviour& behaviour);
    [[nodiscard]] std::uint64_t bytes() const;
    /// Forgets what has not been found since it was last asked to, or since it was inserted.
    void forget_unused();
    void clear();

private:
    /// Followed by its rows and its counts.
    struct Record {
        std::int64_t elapsed;
        std::int64_t latest_check;
        std::uint64_t steps;
        StateStore::Number state;
        StateStore::Number deadlines;
        std::uint32_t rows;
        std::uint32_t counts;
    };
    struct Bucket {
        BehaviourKey key;
        std::uint64_t place = 0;  ///< of its record, in words from the first chunk's first, + 1; 0: empty
        bool used = false;
    };
    using Chunk = std::unique_ptr<std::uint64_t[]>;

    static constexpr std::size_t chunk_words = std::size_t{1} << 17U;

    static std::uint64_t hash_of(const BehaviourKey& key);
    Bucket& bucket_for(const BehaviourKey& key);
    [[nodiscard]] Behaviour behaviour_at(std::uint64_t place) const;
    void grow();
    [[nodiscard]] const std::uint64_t* words_at(std::uint64_t place) const
    {
        return chunks_[(place - 1) / chunk_words].get() + (place - 1) % chunk_words;
    }

    std::vector<Bucket> buckets_;  ///< open addressing
    std::size_t entries_ = 0;
    std::vector<Chunk> chunks_;
    std::size_t chunk_used_ = chunk_words;  ///< words of the last chunk
};

}  // namespace deltasim::sim
