// SPDX-License-Identifier: MIT
#include "search/bounded_space.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <string>
#include <unordered_map>
#include <utility>

namespace deltasim::search
{

namespace
{

/// Points that one thread looks at one after the other. Neighbours share sizes of tiles, and most equal mappings are
/// neighbours.
constexpr std::uint64_t chunk_points = 64;

/// Neighbouring points of a part.
struct Chunk {
    std::size_t part = 0;
    std::uint64_t first = 0;
};

/// The distance from a chunk to the next one that is looked at. It is about the golden ratio of `count`, so the chunks
/// that were visited never leave a large gap. All `count` chunks are visited before one is repeated.
std::uint64_t stride_over(std::uint64_t count)
{
    constexpr double golden_ratio = 0.6180339887498949;
    auto stride = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(golden_ratio * static_cast<double>(count)));
    while (std::gcd(stride, count) != 1) ++stride;
    return stride;
}

/// The chunks of all parts, in the order in which they are looked at. The first chunk of each part comes first. After
/// that, the same share of each part has been looked at at any time.
std::vector<Chunk> chunks_of(const std::vector<const NestSpace*>& spaces)
{
    std::vector<std::pair<double, Chunk>> by_share;
    for (std::size_t part = 0; part < spaces.size(); ++part) {
        const std::uint64_t count = (spaces[part]->size() + chunk_points - 1) / chunk_points;
        const std::uint64_t stride = stride_over(count);
        std::uint64_t chunk = 0;
        for (std::uint64_t n = 0; n < count; ++n) {
            by_share.push_back({static_cast<double>(n) / static_cast<double>(count), {part, chunk * chunk_points}});
            chunk = (chunk + stride) % count;
        }
    }
    std::stable_sort(by_share.begin(), by_share.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Chunk> chunks;
    chunks.reserve(by_share.size());
    for (const auto& [share, chunk] : by_share) chunks.push_back(chunk);
    return chunks;
}

/// What is known of a part so far.
struct PartSoFar {
    std::mutex mutex;
    std::unordered_map<std::string, Candidate> known;  ///< by signature
    std::uint64_t looked_at = 0;
};

}  // namespace

std::vector<BoundedSpace> bound_spaces(const std::vector<const NestSpace*>& spaces,
                                       const std::vector<PartBounds>& bounds, WorkLimits limits,
                                       const std::function<void(std::uint64_t)>& told)
{
    const std::vector<Chunk> chunks = chunks_of(spaces);
    std::vector<PartSoFar> parts(spaces.size());
    std::atomic<std::uint64_t> looked_at = 0;
    const auto look_at = [&](std::size_t n) {
        const auto [part, first] = chunks[n];
        const std::uint64_t end = std::min(first + chunk_points, spaces[part]->size());
        std::vector<std::pair<std::string, Candidate>> found;
        for (std::uint64_t number = first; number < end; ++number) {
            std::optional<Bounded> one = bounds[part].of(spaces[part]->mapping(number));
            if (one) found.push_back({std::move(one->signature), {number, one->bound}});
        }
        looked_at += end - first;
        const std::scoped_lock lock(parts[part].mutex);
        parts[part].looked_at += end - first;
        for (auto& [signature, candidate] : found) {
            const auto [known, is_new] = parts[part].known.try_emplace(std::move(signature), candidate);
            // Of equal points, the point with the lowest number is kept, whenever it was looked at.
            if (!is_new) known->second.number = std::min(known->second.number, candidate.number);
        }
    };
    limits.in_any_case = spaces.size();
    work_through(chunks.size(), limits, look_at, [&] { told(looked_at); });
    std::vector<BoundedSpace> bounded;
    for (PartSoFar& part : parts) {
        BoundedSpace& space = bounded.emplace_back();
        space.looked_at = part.looked_at;
        for (const auto& [signature, candidate] : part.known) space.candidates.push_back(candidate);
        std::sort(space.candidates.begin(), space.candidates.end(),
                  [](const Candidate& a, const Candidate& b) { return a.number < b.number; });
    }
    return bounded;
}

}  // namespace deltasim::search
