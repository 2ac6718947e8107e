// SPDX-License-Identifier: MIT
#include "sim/fold/fold_memo.hpp"

#include <algorithm>
#include <cstring>

namespace deltasim::sim
{

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
    const std::uint64_t mask = buckets_.size() - 1;
    std::uint64_t bucket = hash_of(key) & mask;
    while (buckets_[bucket].place != 0 && buckets_[bucket].key != key) bucket = (bucket + 1) & mask;
    return buckets_[bucket];
}

bool FoldMemo::find(const BehaviourKey& key, Behaviour& behaviour)
{
    if (buckets_.empty()) return false;
    Bucket& bucket = bucket_for(key);
    if (bucket.place == 0) return false;
    bucket.used = true;
    behaviour = behaviour_at(bucket.place);
    return true;
}

Behaviour FoldMemo::behaviour_at(std::uint64_t place) const
{
    const std::uint64_t* const words = words_at(place);
    Record record;
    std::memcpy(&record, words, sizeof(record));
    Behaviour behaviour;
    behaviour.elapsed = Ticks(record.elapsed);
    behaviour.latest_check = Ticks(record.latest_check);
    behaviour.steps = record.steps;
    behaviour.state = record.state;
    behaviour.deadlines = record.deadlines;
    const std::uint64_t* const rows = words + sizeof(Record) / sizeof(std::uint64_t);
    behaviour.rows = {reinterpret_cast<const RowEffect*>(rows), record.rows};
    behaviour.counts = {reinterpret_cast<const CounterChange*>(rows + record.rows), record.counts};
    return behaviour;
}

void FoldMemo::insert(const BehaviourKey& key, const Behaviour& behaviour)
{
    static_assert(sizeof(RowEffect) == sizeof(std::uint64_t) && sizeof(CounterChange) == sizeof(std::uint64_t));
    static_assert(sizeof(Record) % sizeof(std::uint64_t) == 0);
    if (buckets_.size() * 3 < 4 * (entries_ + 1)) grow();
    const std::size_t words = sizeof(Record) / sizeof(std::uint64_t) + behaviour.rows.size() + behaviour.counts.size();
    if (chunk_used_ + words > chunk_words) {
        chunks_.push_back(std::make_unique_for_overwrite<std::uint64_t[]>(chunk_words));
        chunk_used_ = 0;
    }
    std::uint64_t* const at = chunks_.back().get() + chunk_used_;
    const Record record{behaviour.elapsed.value(),
                        behaviour.latest_check.value(),
                        behaviour.steps,
                        behaviour.state,
                        behaviour.deadlines,
                        static_cast<std::uint32_t>(behaviour.rows.size()),
                        static_cast<std::uint32_t>(behaviour.counts.size())};
    std::memcpy(at, &record, sizeof(record));
    std::uint64_t* const rows = at + sizeof(Record) / sizeof(std::uint64_t);
    std::copy(behaviour.rows.begin(), behaviour.rows.end(), reinterpret_cast<RowEffect*>(rows));
    std::copy(behaviour.counts.begin(), behaviour.counts.end(),
              reinterpret_cast<CounterChange*>(rows + behaviour.rows.size()));
    Bucket& bucket = bucket_for(key);
    if (bucket.place == 0) ++entries_;
    bucket = {key, (chunks_.size() - 1) * chunk_words + chunk_used_ + 1, false};
    chunk_used_ += words;
}

std::uint64_t FoldMemo::bytes() const
{
    return buckets_.size() * sizeof(Bucket) + chunks_.size() * chunk_words * sizeof(std::uint64_t);
}

void FoldMemo::forget_unused()
{
    std::erase_if(buckets_, [](const Bucket& bucket) { return bucket.place == 0 || !bucket.used; });
    std::sort(buckets_.begin(), buckets_.end(), [](const Bucket& a, const Bucket& b) { return a.place < b.place; });
    // Chunk by chunk, so that there is at most one chunk too many.
    FoldMemo kept;
    std::size_t emptied = 0;
    for (const Bucket& bucket : buckets_) {
        while (emptied < (bucket.place - 1) / chunk_words) chunks_[emptied++].reset();
        kept.insert(bucket.key, behaviour_at(bucket.place));
    }
    *this = std::move(kept);
}

void FoldMemo::clear() { *this = FoldMemo(); }

void FoldMemo::grow()
{
    constexpr std::size_t least = 1024;
    std::vector<Bucket> old(std::max(least, 2 * buckets_.size()));
    old.swap(buckets_);
    for (const Bucket& bucket : old) {
        if (bucket.place != 0) bucket_for(bucket.key) = bucket;
    }
}

}  // namespace deltasim::sim
