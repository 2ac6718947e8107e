// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/counts.hpp"
#include "core/run_counts.hpp"
#include "core/terms.hpp"
#include "sim/memories/memory_interface.hpp"

// Gives each module that counts a range of the machine's dense array of counters.

namespace deltasim::sim
{

/// Assigns ranges of the array before the array is made.
class CounterLayout
{
public:
    /// The first index of a new range. `what`: is counted there.
    std::size_t add(std::size_t counters, std::string what)
    {
        const std::size_t first = size_;
        size_ += counters;
        ranges_.push_back({size_, std::move(what)});
        return first;
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    /// What a counter counts.
    [[nodiscard]] const std::string& what(std::size_t counter) const
    {
        return std::find_if(ranges_.begin(), ranges_.end(), [&](const Range& r) { return counter < r.end; })->what;
    }

private:
    struct Range {
        std::size_t end = 0;
        std::string what;
    };

    std::size_t size_ = 0;
    std::vector<Range> ranges_;
};

/// Accesses of one memory by tensor and direction.
struct AccessCounters {
    static constexpr std::size_t size = tensor_count * 2;

    static constexpr std::size_t index(AccessKind kind)
    {
        return static_cast<std::size_t>(kind.tensor) * 2 + static_cast<std::size_t>(kind.direction);
    }

    static AccessesByTensor read_out(const Counts& counts, std::size_t first)
    {
        AccessesByTensor by_tensor{};
        for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
            by_tensor[tensor] = {counts[first + tensor * 2], counts[first + tensor * 2 + 1]};
        }
        return by_tensor;
    }
};

}  // namespace deltasim::sim
