// SPDX-License-Identifier: MIT
#include "app/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/terminal.hpp"
#include "report/wrapped.hpp"

namespace deltasim::app
{

std::string time_left_text(double seconds)
{
    const auto whole = static_cast<std::uint64_t>(std::lround(std::max(0.0, seconds)));
    constexpr std::uint64_t minute = 60;
    constexpr std::uint64_t hour = 60 * minute;
    if (whole < 2 * minute) return fmt::format("{} s", whole);
    if (whole < 2 * hour) return fmt::format("{} min", (whole + minute / 2) / minute);
    return fmt::format("{} h {} min", whole / hour, whole % hour / minute);
}

ProgressBar::ProgressBar() : on_terminal_(isatty(STDERR_FILENO) != 0), start_(Clock::now()), last_drawn_(start_) {}

ProgressBar::~ProgressBar()
{
    if (drawn_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressBar::announce(const std::string& label)
{
    if (!on_terminal_) return;
    drawn_ = true;
    fmt::print(stderr, "\r\x1b[K{}", report::cut(label, stderr_width() - 1, false));
    std::fflush(stderr);
}

/// True if it is time to draw: a few times a second at most.
bool ProgressBar::is_due()
{
    constexpr std::chrono::milliseconds redraw_interval(200);
    const Clock::time_point now = Clock::now();
    if (!on_terminal_ || now - last_drawn_ < redraw_interval) return false;
    last_drawn_ = now;
    return true;
}

void ProgressBar::draw(double share, const std::string& label, const std::string& times)
{
    constexpr int width = 30;
    const int filled = static_cast<int>(share * width);
    const int percent = static_cast<int>(share * 100.0);  // 100 % is all of it
    announce(fmt::format("[{:#<{}}{:.<{}}] {:3} %  {}{}", "", filled, "", width - filled, percent, label, times));
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total, const std::function<std::string()>& label,
                       std::optional<double> seconds_left)
{
    if (!is_due()) return;
    if (total == 0) {
        announce(label());
        return;
    }
    double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    if (seconds_left) {
        share = elapsed() / std::max(elapsed() + *seconds_left, 1e-9);
    } else if (share > 0.0) {
        seconds_left = elapsed() * (1.0 - share) / share;
    }
    draw(share, label(), seconds_left ? fmt::format("  {} left", time_left_text(*seconds_left)) : "");
}

void ProgressBar::show_uneven(std::uint64_t done, std::uint64_t total, const std::function<std::string()>& label,
                              std::optional<double> seconds_left)
{
    if (seconds_left) {
        show(done, total, label, seconds_left);
        return;
    }
    if (!is_due()) return;
    const std::string times = fmt::format("  {} so far", time_left_text(elapsed()));
    if (total == 0) {
        announce(label() + times);
        return;
    }
    draw(std::min(1.0, static_cast<double>(done) / static_cast<double>(total)), label(), times);
}

}  // namespace deltasim::app
