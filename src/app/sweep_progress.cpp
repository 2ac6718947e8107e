// SPDX-License-Identifier: MIT
#include "app/sweep_progress.hpp"

#include <fmt/format.h>

#include "os/messages.hpp"

namespace deltasim::app
{

namespace
{

std::string in_words(const experiment::SweepProgress& progress)
{
    const std::string waits = progress.waiting_for.empty() ? "" : fmt::format(", the rest by {}", progress.waiting_for);
    return fmt::format("{} of {} points done, {} running, {} failed{}", progress.done, progress.points,
                       progress.running, progress.failed, waits);
}

}  // namespace

void SweepProgressLine::show(const experiment::SweepProgress& progress)
{
    const auto label = [&] { return in_words(progress); };
    bar_.show_uneven(progress.simulated, progress.simulations, label, progress.seconds_left);
    constexpr std::chrono::minutes interval(1);
    const Clock::time_point now = Clock::now();
    const bool begins_to_wait = !progress.waiting_for.empty() && !said_waiting_;
    if (bar_.on_terminal() || (now - last_line_ < interval && !begins_to_wait)) return;
    last_line_ = now;
    said_waiting_ = said_waiting_ || begins_to_wait;
    const std::string left =
        progress.seconds_left ? fmt::format(", {} left", time_left_text(*progress.seconds_left)) : "";
    os::say(fmt::format("deltasim: {}{}", in_words(progress), left));
}

}  // namespace deltasim::app
