// SPDX-License-Identifier: MIT
#include "sim/state_store.hpp"

#include <cstring>

namespace deltasim
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
    std::memcpy(&rest, bytes.data() + i, bytes.size() - i);
    mix(rest);
    return hash ^ (hash >> 32U);
}

}  // namespace

StateStore::Number StateStore::intern(std::string_view state)
{
    if (buckets_.size() < 2 * (ends_.size() + 1)) grow();
    const std::uint64_t hash = hash_of(state);
    const std::uint64_t mask = buckets_.size() - 1;
    std::uint64_t bucket = hash & mask;
    for (; buckets_[bucket] != 0; bucket = (bucket + 1) & mask) {
        const Number number = buckets_[bucket] - 1;
        const std::span<const char> known = (*this)[number];
        if (hashes_[number] == hash && state == std::string_view(known.data(), known.size())) return number;
    }
    const auto number = static_cast<Number>(ends_.size());
    contents_ += state;
    ends_.push_back(contents_.size());
    hashes_.push_back(hash);
    buckets_[bucket] = number + 1;
    return number;
}

std::span<const char> StateStore::operator[](Number number) const
{
    const std::uint64_t begin = number == 0 ? 0 : ends_[number - 1];
    return {contents_.data() + begin, ends_[number] - begin};
}

std::uint64_t StateStore::bytes() const
{
    return contents_.capacity() + (ends_.capacity() + hashes_.capacity()) * sizeof(std::uint64_t) +
           buckets_.capacity() * sizeof(Number);
}

void StateStore::clear()
{
    contents_.clear();
    ends_.clear();
    hashes_.clear();
    buckets_.assign(buckets_.size(), 0);
}

void StateStore::grow()
{
    constexpr std::size_t least = 1024;
    buckets_.assign(std::max(least, 2 * buckets_.size()), 0);
    const std::uint64_t mask = buckets_.size() - 1;
    for (std::size_t number = 0; number < ends_.size(); ++number) {
        std::uint64_t bucket = hashes_[number] & mask;
        while (buckets_[bucket] != 0) bucket = (bucket + 1) & mask;
        buckets_[bucket] = static_cast<Number>(number + 1);
    }
}

}  // namespace deltasim
