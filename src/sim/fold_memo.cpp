// SPDX-License-Identifier: MIT
#include "sim/fold_memo.hpp"

#include <algorithm>

namespace deltasim
{

std::uint64_t FoldMemo::hash_of(const BehaviourKey& key)
{
    constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = ((std::uint64_t{key.block} << 32U) | key.address_class) * multiplier;
    hash ^= hash >> 32U;
    hash = (hash ^ ((std::uint64_t{key.state} << 32U) | key.deadlines)) * multiplier;
    return hash ^ (hash >> 32U);
}

const Behaviour* FoldMemo::find(const BehaviourKey& key) const
{
    if (buckets_.empty()) return nullptr;
    const std::uint64_t mask = buckets_.size() - 1;
    for (std::uint64_t bucket = hash_of(key) & mask; buckets_[bucket] != nullptr; bucket = (bucket + 1) & mask) {
        if (buckets_[bucket]->key == key) return &buckets_[bucket]->behaviour;
    }
    return nullptr;
}

void FoldMemo::insert(const BehaviourKey& key, const Behaviour& behaviour)
{
    if (buckets_.size() < 2 * (entries_.size() + 1)) grow();
    auto entry = std::make_unique<Entry>(Entry{key,
                                               behaviour,
                                               {behaviour.rows.begin(), behaviour.rows.end()},
                                               {behaviour.counts.begin(), behaviour.counts.end()}});
    entry->behaviour.rows = entry->rows;
    entry->behaviour.counts = entry->counts;
    bytes_ += sizeof(Entry) + entry->rows.size() * sizeof(RowEffect) + entry->counts.size() * sizeof(CounterChange) + 64;
    const std::uint64_t mask = buckets_.size() - 1;
    std::uint64_t bucket = hash_of(key) & mask;
    while (buckets_[bucket] != nullptr) bucket = (bucket + 1) & mask;
    buckets_[bucket] = entry.get();
    entries_.push_back(std::move(entry));
}

void FoldMemo::clear()
{
    std::fill(buckets_.begin(), buckets_.end(), nullptr);
    entries_.clear();
    bytes_ = buckets_.size() * sizeof(Entry*);
}

void FoldMemo::grow()
{
    constexpr std::size_t least = 1024;
    const std::size_t old_size = buckets_.size();
    buckets_.assign(std::max(least, 2 * old_size), nullptr);
    bytes_ += (buckets_.size() - old_size) * sizeof(Entry*);
    const std::uint64_t mask = buckets_.size() - 1;
    for (const std::unique_ptr<Entry>& entry : entries_) {
        std::uint64_t bucket = hash_of(entry->key) & mask;
        while (buckets_[bucket] != nullptr) bucket = (bucket + 1) & mask;
        buckets_[bucket] = entry.get();
    }
}

}  // namespace deltasim
