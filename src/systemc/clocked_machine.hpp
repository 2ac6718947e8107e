// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "sim/simulate.hpp"
#include "systemc/address_generator.hpp"
#include "systemc/dma_engine.hpp"
#include "systemc/dram/dram_controller.hpp"
#include "systemc/dram/flat_dram.hpp"
#include "systemc/dram_port.hpp"
#include "systemc/memories.hpp"
#include "systemc/pe_array.hpp"
#include "systemc/read_stream_buffer.hpp"
#include "systemc/row_end_unit.hpp"
#include "systemc/simulate.hpp"
#include "systemc/training_controller.hpp"
#include "systemc/waveform.hpp"
#include "systemc/write_back_unit.hpp"
#include "systemc/write_buffer.hpp"

// The modules of a processor, named as in its YAML, created and bound for one program.

namespace deltasim::systemc
{

class ClockedMachine final : public sc_core::sc_module
{
public:
    ClockedMachine(const sc_core::sc_module_name& name, const sim::SimulationTask& task, const Options& options);

    /// Fills the memories, runs the program to its end, and reads out all results.
    [[nodiscard]] sim::SimulationResult run();

private:
    void start_of_simulation() override;
    [[nodiscard]] GatedClock& clock_of(std::uint64_t rate_hz);
    [[nodiscard]] std::uint64_t dram_line_bytes() const;
    void make_controller();
    void make_dram();
    void make_buffers();
    [[nodiscard]] std::size_t most_streams(Direction direction, bool by_engine) const;
    void bind_memories();
    void bind_units();
    void trace(sc_core::sc_trace_file& file);
    [[nodiscard]] std::vector<AccessesByTensor> accesses() const;
    [[nodiscard]] sc_core::sc_time end_run();
    [[nodiscard]] std::uint64_t place_of(TensorId tensor, std::uint64_t index) const;
    void move_values(tlm::tlm_command command, model::TensorValues& values);
    [[nodiscard]] MemoryCounts read_out_dram() const;
    [[nodiscard]] DramCounts read_out_commands() const;
    [[nodiscard]] sim::SimulationResult read_out();

    const sim::SimulationTask& task_;
    const Options& options_;
    model::TensorWords words_;
    TimeBase base_;
    MachineTime time_;
    IssuedSteps steps_;
    TimeLedger ledger_;
    std::map<std::uint64_t, std::unique_ptr<GatedClock>> clocks_;  ///< by rate
    std::unique_ptr<TrainingController> controller_;
    PeArray array_;
    RowEndUnit row_end_;
    WriteBackUnit write_back_;
    DmaEngine engine_;
    AddressGenerator generator_;
    Memories memories_;
    std::unique_ptr<DramPort> dram_port_;  ///< null without a DRAM
    std::unique_ptr<DramController> dram_;
    std::unique_ptr<FlatDram> flat_dram_;
    std::vector<std::unique_ptr<ReadStreamBuffer>> read_buffers_;
    std::vector<std::unique_ptr<WriteBuffer>> write_buffers_;
    std::vector<std::unique_ptr<ReadStreamBuffer>> engine_reads_;
    std::vector<std::unique_ptr<WriteBuffer>> engine_writes_;
    std::unique_ptr<Waveform> waveform_;
};

}  // namespace deltasim::systemc
