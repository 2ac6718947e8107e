// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// Follows results on their way into a write buffer, in the order of their steps. Consecutive results for one line are
// gathered in it; when they leave the line, it is complete. When twice `depth` lines are complete and another one
// completes, `depth` lines are sent together. The address generator computes this ahead of the results, and the buffer
// computes it as steps are issued.

namespace deltasim::systemc
{

class LineGatherer
{
public:
    LineGatherer() = default;
    /// `keeps_lines`: false if every result is a line of its own.
    LineGatherer(std::uint64_t depth, bool keeps_lines) : depth_(depth), keeps_lines_(keeps_lines) {}

    /// A result goes into this line of the memory. Returns how many lines are sent because of it.
    std::uint64_t pass(std::uint64_t line)
    {
        std::uint64_t sends = 0;
        if (gathering_ && (line != line_ || !keeps_lines_)) sends = complete();
        gathering_ = true;
        line_ = line;
        return sends;
    }
    /// The last result has passed. Returns how many lines are sent: all that are left.
    std::uint64_t end()
    {
        completed_ += gathering_ ? 1 : 0;
        gathering_ = false;
        const std::uint64_t sends = completed_ - sent_;
        sent_ = completed_;
        return sends;
    }

    /// The number of the line that holds the latest result, from 0.
    [[nodiscard]] std::uint64_t current() const { return completed_; }
    [[nodiscard]] std::uint64_t completed() const { return completed_; }

private:
    std::uint64_t complete()
    {
        std::uint64_t sends = 0;
        if (completed_ - sent_ == 2 * depth_) sends = depth_;
        sent_ += sends;
        ++completed_;
        return sends;
    }

    std::uint64_t depth_ = 1;
    bool keeps_lines_ = true;
    bool gathering_ = false;
    std::uint64_t line_ = 0;
    std::uint64_t completed_ = 0;
    std::uint64_t sent_ = 0;
};

}  // namespace deltasim::systemc
