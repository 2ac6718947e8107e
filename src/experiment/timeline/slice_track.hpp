// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "sim/steps/step_observer.hpp"

// A track of a timeline: consecutive slices; slices that touch and have the same name are joined.

namespace deltasim::experiment
{

class SliceTrack
{
public:
    using Write = std::function<void(const std::string& name, sim::Span span)>;

    /// `write` is called with every slice when it is complete.
    explicit SliceTrack(Write write) : write_(std::move(write)) {}

    /// Adds the part of the span that is after the end of the track.
    void add(const std::string& name, sim::Span span)
    {
        if (last_ && span.begin < last_->second.end) span.begin = last_->second.end;
        if (span.begin >= span.end) return;
        if (last_ && last_->first == name && span.begin == last_->second.end) {
            last_->second.end = span.end;
            return;
        }
        flush();
        last_ = {name, span};
    }

    /// The end of the track so far; nothing before its first slice.
    [[nodiscard]] std::optional<Ticks> end() const { return last_ ? std::optional(last_->second.end) : std::nullopt; }

    /// Writes the slice that is held back; the track then continues.
    void flush()
    {
        if (last_ && last_->second.begin < last_->second.end) write_(last_->first, last_->second);
        if (last_) last_->second.begin = last_->second.end;
    }

private:
    Write write_;
    std::optional<std::pair<std::string, sim::Span>> last_;
};

}  // namespace deltasim::experiment
