// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "sim/steps/step_observer.hpp"

// A track of a timeline: slices one after the other, those that touch and have one name as one.

namespace deltasim::experiment
{

class SliceTrack
{
public:
    using Write = std::function<void(const std::string& name, sim::Span span)>;

    /// `write` is called with every slice once it is complete.
    explicit SliceTrack(Write write) : write_(std::move(write)) {}

    /// The part of it that is not before what is there already.
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

    /// Up to where the track has got; nothing before its first slice.
    [[nodiscard]] std::optional<Ticks> end() const { return last_ ? std::optional(last_->second.end) : std::nullopt; }

    /// Writes what is held back, and goes on after it.
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
