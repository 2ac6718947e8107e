// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "app/progress_bar.hpp"
#include "experiment/batch/sweep.hpp"

// How far a sweep is: a bar on a terminal, else a line a minute, and one
// when it begins to wait for others.

namespace deltasim::app
{

class SweepProgressLine
{
public:
    void show(const experiment::SweepProgress& progress);

private:
    using Clock = std::chrono::steady_clock;

    ProgressBar bar_;
    Clock::time_point last_line_ = Clock::now();
    bool said_waiting_ = false;  ///< for others
};

}  // namespace deltasim::app
