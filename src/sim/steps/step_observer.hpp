// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/quantity.hpp"
#include "core/terms.hpp"
#include "core/time_causes.hpp"
#include "schedule/loop_nest.hpp"

// The interface for observers of when things happen in the machine, such as a timeline. Only the step engine supports
// it fully.

namespace deltasim::sim
{

/// A stretch of time.
struct Span {
    Ticks begin;
    Ticks end;
};

/// A burst of the DMA engine, on the channel that takes its turn.
struct EngineBurst {
    Tensor tensor = Tensor::weight;
    bool drains = false;  ///< true: out of a tile; false: into a tile
    std::uint64_t words = 0;
    Span busy;  ///< from its beginning until its data is at its destination
};

class StepObserver
{
public:
    StepObserver() = default;
    StepObserver(const StepObserver&) = delete;
    StepObserver& operator=(const StepObserver&) = delete;
    virtual ~StepObserver() = default;

    /// A phase of a layer begins; everything that follows belongs to it.
    virtual void on_nest_begin(Phase phase, std::uint32_t layer, Ticks begin) = 0;
    virtual void on_nest_end(Ticks end) = 0;
    /// An iteration of a loop, `depth` from 1, from the issue of its first step to the issue of the next iteration's
    /// first step. Iterations of innermost loops are not reported.
    virtual void on_iteration(std::size_t depth, std::uint64_t iteration, Span issue) = 0;
    /// A unit of the array is busy: it takes nothing else in this time.
    virtual void on_work(schedule::StepUnit unit, Span busy) = 0;
    /// The array waits; spans ascend and do not overlap. The rest of a nest is `compute`.
    virtual void on_wait(TimeCause cause, Span waited) = 0;
    /// An access to an on-chip memory, given by its index, waits for a busy port.
    virtual void on_queue(std::size_t memory, Span queued) = 0;
    /// Bursts come in the order in which they begin.
    virtual void on_burst(const EngineBurst& burst) = 0;
};

}  // namespace deltasim::sim
