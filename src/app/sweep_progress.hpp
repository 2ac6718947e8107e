// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "app/progress_bar.hpp"
#include "experiment/batch/sweep.hpp"

// The progress of a sweep: a bar on a terminal, else a line per minute, and a line when it begins to wait for other
// sweeps.

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
    bool said_waiting_ = false;  ///< for other sweeps
};

}  // namespace deltasim::app
