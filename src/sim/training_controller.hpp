// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "core/counts.hpp"
#include "core/time_causes.hpp"
#include "machine/processor.hpp"
#include "model/placement.hpp"
#include "model/tensor_precisions.hpp"
#include "schedule/loop_nest.hpp"
#include "sim/fold/fold_settings.hpp"
#include "sim/memories/memory_counters.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/run_tally.hpp"
#include "sim/steps/processing_element_array.hpp"
#include "sim/steps/step_issuer.hpp"

// The training controller walks the loop nests of a program. One SC_THREAD runs a nest ahead of simulated time, and
// then waits until the nest's end.

namespace deltasim::sim
{

class TrainingController final : public sc_core::sc_module
{
public:
    /// What the controller does; all of it must live until the simulation has ended.
    struct Work {
        const schedule::Program* program = nullptr;
        IssuerSetup issuer;  ///< the controller sets its ports and counters
        FoldSettings folding;
        /// The time after which all clocks of the machine are in step again.
        Ticks hyperperiod{1};
        std::function<void(std::uint64_t steps)> progress;  ///< called from time to time; may throw to stop the run
    };

    sc_core::sc_port<ArrayInterface> array;
    sc_core::sc_port<DmaInterface> engine;
    sc_core::sc_port<MemoryInterface, 0> memories;  ///< 0: any number; in the order of IssuerSetup::memories

    TrainingController(sc_core::sc_module_name name, const machine::ControllerConfig& config, Clock clock, Work work,
                       CounterLayout& layout);

    void count_in(Counts& counts) { counts_ = &counts; }

    /// How often each step of the program ran; steps are numbered through the nests, depth first.
    [[nodiscard]] std::vector<std::uint64_t> executions(const Counts& counts) const;
    /// By step of the program, where zeros are skipped.
    [[nodiscard]] std::vector<SkippedStep> skipped(const Counts& counts) const;
    /// The counts of a nest of the program, without those of steps, and its time in ticks.
    struct NestRecord {
        Counts counts;
        TimeByCause time{};
    };
    [[nodiscard]] const std::vector<NestRecord>& nests() const { return nests_; }
    /// Steps that were simulated one by one.
    [[nodiscard]] std::uint64_t simulated_steps() const { return issuer_->steps(); }
    [[nodiscard]] Ticks end() const { return end_; }
    /// The exception that stopped the run, if there is one.
    [[nodiscard]] std::exception_ptr failure() const { return failure_; }

private:
    void run();
    void run_program();
    [[nodiscard]] Counts counts_of_modules() const;
    void count_precharges() const;
    void record_nest(const Counts& before, Ticks length);

    machine::ControllerConfig config_;
    Clock clock_;
    Work work_;
    std::unique_ptr<StepIssuer> issuer_;
    Ticks end_{0};
    std::exception_ptr failure_;
    std::size_t step_kinds_;
    std::size_t first_wait_;
    std::size_t first_counter_;                ///< of the steps; those of other modules and of waiting are before it
    std::vector<SkipCounters> skip_counters_;  ///< empty: nothing is skipped
    std::size_t first_skip_ = 0;
    std::vector<NestRecord> nests_;
    Counts* counts_ = nullptr;
};

}  // namespace deltasim::sim
