// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/quantity.hpp"
#include "core/terms.hpp"
#include "core/time_causes.hpp"
#include "schedule/loop_nest.hpp"

// Whoever wants to see when things happen in the machine: a timeline. Only the step engine has all of it.

namespace deltasim::sim
{

/// A stretch of time.
struct Span {
    Ticks begin;
    Ticks end;
};

/// A burst of the DMA engine, on the channel whose turn it is.
struct EngineBurst {
    Tensor tensor = Tensor::weight;
    bool drains = false;  ///< out of a tile; else into one
    std::uint64_t words = 0;
    Span busy;  ///< from its beginning until its data is where it goes
};

class StepObserver
{
public:
    StepObserver() = default;
    StepObserver(const StepObserver&) = delete;
    StepObserver& operator=(const StepObserver&) = delete;
    virtual ~StepObserver() = default;

    /// A phase of a layer begins; what follows belongs to it.
    virtual void on_nest_begin(Phase phase, std::uint32_t layer, Ticks begin) = 0;
    virtual void on_nest_end(Ticks end) = 0;
    /// An iteration of a loop, `depth` from 1, from the issue of its first step to that of the next iteration's. Those
    /// of innermost loops are not told.
    virtual void on_iteration(std::size_t depth, std::uint64_t iteration, Span issue) = 0;
    /// A unit of the array takes nothing else in this time.
    virtual void on_work(schedule::StepUnit unit, Span busy) = 0;
    /// The array waits; spans ascend and do not overlap. What is left of a nest is `compute`.
    virtual void on_wait(TimeCause cause, Span waited) = 0;
    /// An access to an on-chip memory, by its index, waits for a busy port.
    virtual void on_queue(std::size_t memory, Span queued) = 0;
    /// Bursts come in the order in which they begin.
    virtual void on_burst(const EngineBurst& burst) = 0;
};

}  // namespace deltasim::sim
