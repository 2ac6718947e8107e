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

    std::uint16_t bank = 0;     ///< numbered as after the block (StateOrigin::bank_at)
    std::int16_t tensor = -1;   ///< a tensor of the loop; -1: the bank is closed
    std::int32_t distance = 0;  ///< from the place that the tensor's streams have reached after the block
};

/// A counter and its growth, in one word. Larger growth takes several changes of one counter.
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
    Ticks latest_check{0};  ///< after the beginning of the block: a deadline later than this changes nothing
    std::uint64_t steps = 0;
    StateStore::Number state = 0;                 ///< after the block
    StateStore::Number deadlines = no_deadlines;  ///< after the block; no_deadlines: they do not change
    std::span<const RowEffect> rows;
    std::span<const CounterChange> counts;
};

class FoldMemo
{
public:
    /// Sets `behaviour` to what is remembered for this key; its spans are valid until something is forgotten. Returns
    /// false if there is nothing.
    bool find(const BehaviourKey& key, Behaviour& behaviour);
    /// Remembers a behaviour and copies its spans; replaces an older one with this key.
    void insert(const BehaviourKey& key, const Behaviour& behaviour);
    [[nodiscard]] std::uint64_t bytes() const;
    /// Forgets behaviours that were neither inserted nor found since the previous call.
    void forget_unused();
    void clear();

private:
    /// Its rows and its counts follow it.
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
        std::uint64_t place = 0;  ///< place of its record + 1, in words from the start of the first chunk; 0: empty
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
    std::size_t chunk_used_ = chunk_words;  ///< used words of the last chunk
};

}  // namespace deltasim::sim
