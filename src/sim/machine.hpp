// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "core/counts.hpp"
#include "machine/processor.hpp"
#include "sim/memories/dma_engine.hpp"
#include "sim/memories/dram_interface.hpp"
#include "sim/memories/memory_counters.hpp"
#include "sim/memories/sram.hpp"
#include "sim/simulate.hpp"
#include "sim/steps/processing_element_array.hpp"
#include "sim/training_controller.hpp"

// The modules of a processor, created and bound for one program.

namespace deltasim::sim
{

/// The time base of all clocks of a processor. Throws OverflowError.
[[nodiscard]] TimeBase time_base(const machine::ProcessorConfig& processor);

class Machine final : public sc_core::sc_module
{
public:
    Machine(sc_core::sc_module_name name, const SimulationTask& task);

    /// Fills the memories, runs the program to its end, and reads out all results.
    [[nodiscard]] SimulationResult run();

private:
    void make_memories();
    /// The time after which all clocks and all refreshes of eDRAM are in step again; nothing if it cannot be
    /// represented.
    [[nodiscard]] std::optional<Ticks> hyperperiod() const;
    void hold_values();
    [[nodiscard]] model::TensorValues read_values() const;
    [[nodiscard]] std::size_t place_of(TensorId tensor, std::uint64_t index) const;
    void tally_phases(RunCounts& run) const;
    /// The memories' parts of `counts`, and their refreshes up to `end`.
    [[nodiscard]] std::vector<MemoryCounts> read_memories(const Counts& counts, Ticks end) const;

    const SimulationTask& task_;
    model::TensorWords words_;   ///< of every array of the program
    std::uint64_t value_bytes_;  ///< bytes of the narrowest word: contents of memories have a place for each of these
    TimeBase base_;
    CounterLayout layout_;
    ProcessingElementArray array_;
    DmaEngine engine_;
    std::vector<std::unique_ptr<Sram>> srams_;
    std::unique_ptr<DramInterface> dram_;
    std::vector<MemoryPort> ports_;
    std::unique_ptr<TrainingController> controller_;
    Counts counts_;
};

}  // namespace deltasim::sim
