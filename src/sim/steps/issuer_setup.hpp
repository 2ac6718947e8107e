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

// The machine to which steps are issued, and the tensors of the program in it.

namespace deltasim::sim
{

/// A memory as the controller uses it.
struct MemoryPort {
    MemoryInterface* memory = nullptr;
    DramInterface* dram = nullptr;  ///< the same memory, if it is off chip
    std::uint64_t line_bytes = 4;
    Clock clock;     ///< the memory's own clock
    Ticks waits{0};  ///< of a load by a core, beyond the clock that it takes
};

/// What the issuer uses; all of it must outlive the issuer.
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
    std::uint64_t value_bytes = 0;  ///< of the narrowest word, if values move; 0: no values move
    const model::RowLayouts* row_layouts = nullptr;
    TimeLimit time_limit;
    std::uint64_t* executions = nullptr;  ///< counters by step of the program
    std::uint64_t* waits = nullptr;       ///< counters by TimeCause, in ticks
    StepObserver* observer = nullptr;     ///< gets what happens; not with folding
    machine::SkipConfig skip{};
    const model::ZeroPattern* zeros = nullptr;    ///< null: nothing is skipped
    const SkipCounters* skip_counters = nullptr;  ///< by step of the program
    std::uint64_t* skipped = nullptr;             ///< the first of these counters
};

}  // namespace deltasim::sim
