// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Canonical states by number. Equal states have equal numbers: they are found by a hash and compared whole.

namespace deltasim
{

class StateStore
{
public:
    using Number = std::uint32_t;

    /// The number of this state, new or known.
    Number intern(std::string_view state);
    [[nodiscard]] std::span<const char> operator[](Number number) const;
    [[nodiscard]] std::uint64_t bytes() const;
    void clear();

private:
    void grow();

    std::string contents_;
    std::vector<std::uint64_t> ends_;    ///< by number: end of the state in contents_
    std::vector<std::uint64_t> hashes_;  ///< by number
    std::vector<Number> buckets_;        ///< open addressing; a number + 1, 0 where empty
};

}  // namespace deltasim
