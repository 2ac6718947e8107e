// SPDX-License-Identifier: MIT
#include "sim/state/state_store.hpp"

#include <algorithm>
#include <cstring>

namespace deltasim::sim
{

namespace
{

std::uint64_t hash_of(std::string_view bytes)
{
    constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = bytes.size() * multiplier;
    const auto mix = [&](std::uint64_t word) {
        hash = (hash ^ word) * multiplier;
        hash ^= hash >> 29U;
    };
    std::size_t i = 0;
    for (; i + sizeof(std::uint64_t) <= bytes.size(); i += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, sizeof(word));
        mix(word);
    }
    std::uint64_t rest = 0;
    if (i < bytes.size()) std::memcpy(&rest, bytes.data() + i, bytes.size() - i);
    mix(rest);
    return hash ^ (hash >> 32U);
}

}  // namespace

StateStore::Number StateStore::intern(std::string_view state)
{
    if (buckets_.size() < 2 * (states_.size() + 1)) grow();
    const auto hash = static_cast<std::uint32_t>(hash_of(state));
    const std::uint64_t mask = buckets_.size() - 1;
    std::uint64_t bucket = hash & mask;
    for (; buckets_[bucket] != 0; bucket = (bucket + 1) & mask) {
        const Number number = buckets_[bucket] - 1;
        const State& known = states_[number];
        if (known.hash == hash && state == std::string_view(known.bytes, known.size)) return number;
    }
    const auto number = static_cast<Number>(states_.size());
    states_.push_back({store(state), static_cast<std::uint32_t>(state.size()), hash});
    buckets_[bucket] = number + 1;
    return number;
}

std::span<const char> StateStore::operator[](Number number) const
{
    return {states_[number].bytes, states_[number].size};
}

std::uint64_t StateStore::bytes() const
{
    return chunks_bytes_ + states_.capacity() * sizeof(State) + buckets_.capacity() * sizeof(Number);
}

void StateStore::clear() { *this = StateStore(); }

const char* StateStore::store(std::string_view state)
{
    const std::size_t size = (state.size() + alignment - 1) / alignment * alignment;
    if (size > free_bytes_) {
        free_bytes_ = std::max(chunk_bytes, size);
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(free_bytes_));
        chunks_bytes_ += free_bytes_;
        free_ = chunks_.back().get();
    }
    char* const place = free_;
    std::copy(state.begin(), state.end(), place);
    free_ += size;
    free_bytes_ -= size;
    return place;
}

void StateStore::grow()
{
    constexpr std::size_t least = 1024;
    buckets_.assign(std::max(least, 2 * buckets_.size()), 0);
    const std::uint64_t mask = buckets_.size() - 1;
    for (std::size_t number = 0; number < states_.size(); ++number) {
        std::uint64_t bucket = states_[number].hash & mask;
        while (buckets_[bucket] != 0) bucket = (bucket + 1) & mask;
        buckets_[bucket] = static_cast<Number>(number + 1);
    }
}

}  // namespace deltasim::sim
