// SPDX-License-Identifier: MIT
#include "app/sweep_progress.hpp"

#include <fmt/format.h>

#include "app/messages.hpp"

namespace deltasim::app
{

namespace
{

std::string in_words(const experiment::SweepProgress& progress)
{
    return fmt::format("{} of {} points done, {} running, {} failed", progress.done, progress.points, progress.running,
                       progress.failed);
}

}  // namespace

void SweepProgressLine::show(const experiment::SweepProgress& progress)
{
    bar_.show(progress.simulated, progress.simulations, [&] { return in_words(progress); });
    constexpr std::chrono::minutes interval(1);
    const Clock::time_point now = Clock::now();
    if (bar_.on_terminal() || now - last_line_ < interval) return;
    last_line_ = now;
    say(fmt::format("deltasim: {}{}", in_words(progress), time_left(progress)));
}

std::string SweepProgressLine::time_left(const experiment::SweepProgress& progress) const
{
    if (progress.simulated == 0) return "";
    const double elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
    const double left = elapsed * static_cast<double>(progress.simulations - progress.simulated) /
                        static_cast<double>(progress.simulated);
    return fmt::format(", {:.0f} s left", left);
}

}  // namespace deltasim::app
