// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// What becomes of results on their way into a write buffer, in the order of their steps: results that follow one
// another into one line are gathered in it; a line that they have left is complete. Of complete lines `depth` are sent
// together, once twice as many are there and another is complete. The generator reckons so ahead of the results, and
// the buffer as the steps are issued.

namespace deltasim::systemc
{

class LineGatherer
{
public:
    LineGatherer() = default;
    /// `keeps_lines`: without, every result is a line of its own.
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
    /// The last result has passed. Returns how many lines are sent, all that are left.
    std::uint64_t end()
    {
        completed_ += gathering_ ? 1 : 0;
        gathering_ = false;
        const std::uint64_t sends = completed_ - sent_;
        sent_ = completed_;
        return sends;
    }

    /// Which line the latest result is in, counted from 0.
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
