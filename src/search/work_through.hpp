// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

// Does independent pieces of work on several threads, for as long as there is time.

namespace deltasim::search
{

using Clock = std::chrono::steady_clock;

struct WorkLimits {
    std::uint64_t threads = 1;
    std::size_t in_any_case = 0;             ///< pieces that are done even after the end
    std::optional<Clock::time_point> end{};  ///< no other piece begins after it
};

/// Calls `work` once with each of 0, 1, 2, ..., `count` - 1, in threads of its own. Returns the number of pieces that
/// were done: these are the first ones. `told` is called in this thread while the work goes on, several times a second.
/// If `told` or `work` throws, no other piece begins, and the exception is thrown once all threads have ended.
std::size_t work_through(std::size_t count, const WorkLimits& limits, const std::function<void(std::size_t)>& work,
                         const std::function<void()>& told);

}  // namespace deltasim::search
