// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

// A line of progress on a terminal: how much is done, and how long the rest will take. If stderr is not a terminal,
// nothing is shown.

namespace deltasim::app
{

/// `50 s`, `7 min`, `3 h 20 min`.
[[nodiscard]] std::string time_left_text(double seconds);

class ProgressBar
{
public:
    ProgressBar();
    /// Clears the line.
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    [[nodiscard]] bool on_terminal() const { return on_terminal_; }

    /// Shows at once that something begins, of which no progress is known.
    void announce(const std::string& label);
    /// Shows `done` of `total` steps and the label, or only the label if `total` is 0 (unknown). Redraws, and calls
    /// `label`, a few times a second at most. `seconds_left`: the time left, if it is known; otherwise the rest is
    /// assumed to take as long per step as the steps so far.
    void show(std::uint64_t done, std::uint64_t total, const std::function<std::string()>& label,
              std::optional<double> seconds_left = {});
    /// Like show(), for steps of unequal length: without `seconds_left` it shows how long the work has taken so far.
    void show_uneven(std::uint64_t done, std::uint64_t total, const std::function<std::string()>& label,
                     std::optional<double> seconds_left);

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] bool is_due();
    [[nodiscard]] double elapsed() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
    void draw(double share, const std::string& label, const std::string& times);

    bool on_terminal_;
    bool drawn_ = false;
    Clock::time_point start_;
    Clock::time_point last_drawn_;
};

}  // namespace deltasim::app
