// SPDX-License-Identifier: MIT
#include "sim/state/state_store.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace deltasim::sim
{

namespace
{

std::uint64_t hash_of(std::string_view bytes)
{
    constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U;
    const auto mix = [](std::uint64_t& hash, std::uint64_t word) {
        hash = (hash ^ word) * multiplier;
        hash ^= hash >> 29U;
    };
    const auto word_at = [&](std::size_t i) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, std::min(sizeof(word), bytes.size() - i));
        return word;
    };
    // Several sums do not wait for one another.
    constexpr std::size_t word_bytes = sizeof(std::uint64_t);
    std::array<std::uint64_t, 4> hashes{bytes.size() * multiplier, 1, 2, 3};
    std::size_t i = 0;
    for (; i + hashes.size() * word_bytes <= bytes.size(); i += hashes.size() * word_bytes) {
        for (std::size_t h = 0; h < hashes.size(); ++h) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data() + i + h * word_bytes, word_bytes);
            mix(hashes[h], word);
        }
    }
    for (; i < bytes.size(); i += word_bytes) mix(hashes[0], word_at(i));
    for (std::size_t h = 1; h < hashes.size(); ++h) mix(hashes[0], hashes[h]);
    return hashes[0] ^ (hashes[0] >> 32U);
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
    const std::size_t buckets = std::max(least, 2 * buckets_.size());
    buckets_ = {};  // first: there may be no room for both
    buckets_.resize(buckets, 0);
    const std::uint64_t mask = buckets_.size() - 1;
    for (std::size_t number = 0; number < states_.size(); ++number) {
        std::uint64_t bucket = states_[number].hash & mask;
        while (buckets_[bucket] != 0) bucket = (bucket + 1) & mask;
        buckets_[bucket] = static_cast<Number>(number + 1);
    }
}

}  // namespace deltasim::sim
