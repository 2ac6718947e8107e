// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

namespace deltasim
{

/// A part of a run: from edge `from` of the array's clock up to edge `to`.
struct ClockWindow {
    std::uint64_t from = 0;
    std::optional<std::uint64_t> to{};  ///< nothing: up to the end of the run
};

}  // namespace deltasim
