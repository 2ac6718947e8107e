// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

// Numbers canonical states. Equal states have equal numbers: they are found by a hash and compared whole.

namespace deltasim::sim
{

class StateStore
{
public:
    using Number = std::uint32_t;
    static constexpr std::size_t alignment = 8;

    /// The number of this state, new or known.
    Number intern(std::string_view state);
    /// The state with this number. It begins at a multiple of `alignment` and stays there until clear().
    [[nodiscard]] std::span<const char> operator[](Number number) const;
    [[nodiscard]] std::uint64_t bytes() const;
    void clear();

private:
    struct State {
        const char* bytes = nullptr;
        std::uint32_t size = 0;
        std::uint32_t hash = 0;
    };
    using Chunk = std::unique_ptr<char[]>;

    static constexpr std::size_t chunk_bytes = std::size_t{1} << 20U;

    const char* store(std::string_view state);
    void grow();

    std::vector<State> states_;  ///< by number
    std::vector<Chunk> chunks_;
    std::uint64_t chunks_bytes_ = 0;  ///< of all chunks
    char* free_ = nullptr;            ///< free space in the last chunk
    std::size_t free_bytes_ = 0;
    std::vector<Number> buckets_;  ///< open addressing; a number + 1, or 0 if empty
};

}  // namespace deltasim::sim
