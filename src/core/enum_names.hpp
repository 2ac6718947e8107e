// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

// The names of an enum's values, as files and results have them.

namespace deltasim
{

/// In the order of the enumerators, which are numbered from 0.
template <class Enum, std::size_t count>
struct EnumNames : std::array<std::string_view, count> {
    using std::array<std::string_view, count>::operator[];

    [[nodiscard]] constexpr std::string_view operator[](Enum enumerator) const
    {
        return (*this)[static_cast<std::size_t>(enumerator)];
    }
    /// The enumerator of that name.
    [[nodiscard]] constexpr std::optional<Enum> find(std::string_view name) const
    {
        const auto found = std::find(this->begin(), this->end(), name);
        if (found == this->end()) return std::nullopt;
        return static_cast<Enum>(found - this->begin());
    }
};

}  // namespace deltasim
