// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/clock.hpp"
#include "core/time_limit.hpp"
#include "machine/processor.hpp"
#include "model/placement.hpp"
#include "model/tensor_precisions.hpp"
#include "model/zero_pattern.hpp"
#include "sim/memories/dma_engine.hpp"
#include "sim/memories/dram_interface.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/steps/processing_element_array.hpp"
#include "sim/steps/skip_counters.hpp"
#include "sim/steps/step_observer.hpp"

// The machine that steps are issued to, and the program's tensors in it.

namespace deltasim::sim
{

/// How the controller sees a memory.
struct MemoryPort {
    MemoryInterface* memory = nullptr;
    DramInterface* dram = nullptr;  ///< the same memory, if it is off chip
    std::uint64_t line_bytes = 4;
    Clock clock;     ///< the memory's own
    Ticks waits{0};  ///< of a load by a core, besides the clock that it takes
};

/// What the issuer works for and with; all of it outlives the issuer.
struct IssuerSetup {
    const model::Placement* placement = nullptr;
    const model::TensorWords* words = nullptr;
    const model::TensorPrecisions* precisions = nullptr;
    ArrayInterface* array = nullptr;
    DmaInterface* engine = nullptr;
    std::vector<MemoryPort> memories;  ///< by index of Home::memory
    machine::StreamBufferConfig stream_buffers;
    bool operand_broadcast = false;
    bool multicast_rows = false;
    bool multicast_columns = false;
    std::uint64_t value_bytes = 0;  ///< of the narrowest word, where values move; 0: none do
    const model::RowLayouts* row_layouts = nullptr;
    TimeLimit time_limit;
    std::uint64_t* executions = nullptr;  ///< counters by step of the program
    std::uint64_t* waits = nullptr;       ///< and by TimeCause, in ticks
    StepObserver* observer = nullptr;     ///< told of what happens; not with folding
    machine::SkipConfig skip{};
    const model::ZeroPattern* zeros = nullptr;    ///< null: nothing is skipped
    const SkipCounters* skip_counters = nullptr;  ///< by step of the program
    std::uint64_t* skipped = nullptr;             ///< where they begin
};

}  // namespace deltasim::sim
