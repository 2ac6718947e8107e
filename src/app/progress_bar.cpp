// SPDX-License-Identifier: MIT
#include "app/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace deltasim::app
{

ProgressBar::ProgressBar() : on_terminal_(isatty(STDERR_FILENO) != 0), start_(Clock::now()), last_drawn_(start_) {}

ProgressBar::~ProgressBar()
{
    if (drawn_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total, const std::function<std::string()>& label)
{
    constexpr std::chrono::milliseconds redraw_interval(200);
    const Clock::time_point now = Clock::now();
    if (!on_terminal_ || now - last_drawn_ < redraw_interval) return;
    last_drawn_ = now;
    drawn_ = true;
    if (total == 0) {
        fmt::print(stderr, "\r\x1b[K{}", label());
        std::fflush(stderr);
        return;
    }
    constexpr int width = 30;
    const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const std::string left = share > 0.0 ? fmt::format("{:.0f} s left", elapsed * (1.0 - share) / share) : "";
    const int filled = static_cast<int>(share * width);
    fmt::print(stderr, "\r\x1b[K[{:#<{}}{:.<{}}] {:3.0f} %  {}  {}", "", filled, "", width - filled, share * 100.0,
               label(), left);
    std::fflush(stderr);
}

}  // namespace deltasim::app
