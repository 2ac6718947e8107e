// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "sim/steps/step_issuer.hpp"

// The engine that simulates every step.

namespace deltasim::sim
{

class StepEngine
{
public:
    StepEngine(StepIssuer& issuer, std::function<void(std::uint64_t steps)> progress)
        : issuer_(issuer), progress_(std::move(progress))
    {
    }

    /// Runs the nest that the issuer has begun.
    void run_nest() { run_loop(issuer_.nest().loops.back()); }

private:
    void run_loop(const BoundLoop& loop);

    StepIssuer& issuer_;
    std::function<void(std::uint64_t)> progress_;
};

}  // namespace deltasim::sim
