// SPDX-License-Identifier: MIT
#include "sim/fold/fold_memo.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace deltasim::sim
{

namespace
{

constexpr std::size_t least_buckets = 2048;

}  // namespace

std::uint64_t FoldMemo::hash_of(const BehaviourKey& key)
{
    constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = ((std::uint64_t{key.block} << 32U) | key.address_class) * multiplier;
    hash ^= hash >> 32U;
    hash = (hash ^ ((std::uint64_t{key.state} << 32U) | key.deadlines)) * multiplier;
    return hash ^ (hash >> 32U);
}

/// The bucket of the key, or the empty bucket in which it belongs.
FoldMemo::Bucket& FoldMemo::bucket_for(const BehaviourKey& key)
{
    const std::uint64_t hash = hash_of(key);
    const std::uint64_t mask = buckets_.size() - 1;
    std::uint64_t at = hash & mask;
    const auto is_another = [&](const Bucket& bucket) {
        return bucket.hash != static_cast<std::uint32_t>(hash >> 32U) || entries_[bucket.entry].key != key;
    };
    while (buckets_[at].entry != none && is_another(buckets_[at])) at = (at + 1) & mask;
    return buckets_[at];
}

/// The entry of the key, or none.
FoldMemo::Index FoldMemo::index_of(const BehaviourKey& key)
{
    if (found_ != none) {
        const Index next = entries_[found_].next;
        if (next != none && entries_[next].key == key) return next;
    }
    return buckets_.empty() ? none : bucket_for(key).entry;
}

bool FoldMemo::find(const BehaviourKey& key, Behaviour& behaviour)
{
    const Index index = index_of(key);
    if (index == none) return false;
    if (found_ != none) entries_[found_].next = index;
    found_ = index;
    Entry& entry = entries_[index];
    if (entry.next != none) __builtin_prefetch(&entries_[entry.next]);
    entry.is_found = true;
    behaviour.elapsed = Ticks(entry.elapsed);
    behaviour.latest_check = Ticks(entry.latest_check);
    behaviour.steps = entry.steps;
    behaviour.state = entry.state;
    behaviour.deadlines = entry.deadlines;
    behaviour.growth = entry.growth;
    const std::span<const char> rows = rows_[entry.rows];
    behaviour.rows = {reinterpret_cast<const RowEffect*>(rows.data()), rows.size() / sizeof(RowEffect)};
    return true;
}

void FoldMemo::insert(const BehaviourKey& key, const Behaviour& behaviour)
{
    static_assert(sizeof(Entry) == 64 && StateStore::alignment % alignof(RowEffect) == 0);
    if (buckets_.size() < 2 * (entries_.size() + 1)) rehash(std::max(least_buckets, 2 * buckets_.size()));
    const std::string_view rows(reinterpret_cast<const char*>(behaviour.rows.data()), behaviour.rows.size_bytes());
    Bucket& bucket = bucket_for(key);
    if (bucket.entry == none) {
        bucket = {static_cast<std::uint32_t>(hash_of(key) >> 32U), static_cast<Index>(entries_.size())};
        entries_.push_back({});
    }
    entries_[bucket.entry] = {.key = key,
                              .elapsed = behaviour.elapsed.value(),
                              .latest_check = behaviour.latest_check.value(),
                              .steps = behaviour.steps,
                              .state = behaviour.state,
                              .deadlines = behaviour.deadlines,
                              .rows = rows_.intern(rows),
                              .growth = behaviour.growth,
                              .next = none,
                              .is_found = false};
}

std::uint64_t FoldMemo::bytes() const
{
    return entries_.bytes() + buckets_.capacity() * sizeof(Bucket) + rows_.bytes();
}

/// Lists of rows stay: there are few different ones.
void FoldMemo::forget_unused()
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (!entries_[i].is_found) continue;
        entries_[kept] = entries_[i];
        entries_[kept].next = none;
        entries_[kept++].is_found = false;
    }
    entries_.shrink(kept);
    found_ = none;
    std::size_t buckets = least_buckets;
    while (buckets < 2 * entries_.size()) buckets *= 2;
    rehash(buckets);
}

void FoldMemo::clear() { *this = FoldMemo(); }

void FoldMemo::rehash(std::size_t buckets)
{
    buckets_ = {};  // first: there may be no room for both
    buckets_.resize(buckets);
    for (Index index = 0; index < entries_.size(); ++index) {
        const std::uint64_t hash = hash_of(entries_[index].key);
        std::uint64_t at = hash & (buckets - 1);
        while (buckets_[at].entry != none) at = (at + 1) & (buckets - 1);
        buckets_[at] = {static_cast<std::uint32_t>(hash >> 32U), index};
    }
}

}  // namespace deltasim::sim
