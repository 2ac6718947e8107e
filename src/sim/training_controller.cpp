// SPDX-License-Identifier: MIT
#include "sim/training_controller.hpp"

#include <utility>

#include "sim/fold/fold_engine.hpp"
#include "sim/steps/step_engine.hpp"

namespace deltasim::sim
{

namespace
{

/// Kinds of step: each counts once, however often it runs.
std::size_t steps_in(const schedule::LoopNest& nest)
{
    std::size_t steps = 0;
    schedule::for_each_step(nest, [&](const schedule::Step&) { ++steps; });
    return steps;
}

std::size_t steps_in(const schedule::Program& program)
{
    std::size_t steps = 0;
    for (const schedule::LoopNest& nest : program.nests) steps += steps_in(nest);
    return steps;
}

}  // namespace

TrainingController::TrainingController(sc_core::sc_module_name name, const machine::ControllerConfig& config,
                                       Clock clock, Work work, CounterLayout& layout)
    : sc_module(name), config_(config), clock_(clock), work_(std::move(work)), step_kinds_(steps_in(*work_.program)),
      first_wait_(layout.add(time_cause_count, "ticks for which lanes wait")),
      first_counter_(layout.add(step_kinds_, "steps"))
{
    if (work_.issuer.zeros != nullptr) {
        skip_counters_ = skip_counters(*work_.program);
        const std::size_t size = skip_counters_.back().first + skip_counters_.back().size();
        first_skip_ = layout.add(size, "tests of words that may be 0");
    }
    SC_HAS_PROCESS(TrainingController);
    SC_THREAD(run);
}

std::vector<std::uint64_t> TrainingController::executions(const Counts& counts) const
{
    std::vector<std::uint64_t> executions;
    for (std::size_t i = 0; i < step_kinds_; ++i) executions.push_back(counts[first_counter_ + i]);
    return executions;
}

std::vector<SkippedStep> TrainingController::skipped(const Counts& counts) const
{
    std::vector<SkippedStep> steps;
    for (const SkipCounters& counters : skip_counters_) {
        const auto at = [&](std::size_t counter) { return counts[first_skip_ + counters.first + counter]; };
        SkippedStep& step = steps.emplace_back();
        step.passed = at(SkipCounters::passed);
        step.tests = at(SkipCounters::tests);
        for (std::size_t p = 0; p < counters.products; ++p) step.idle.push_back(at(SkipCounters::idle(p)));
        for (std::size_t o = 0; o < counters.operands; ++o) {
            step.spared.push_back(at(counters.spared(o)));
            step.untouched.push_back(at(counters.untouched(o)));
        }
    }
    return steps;
}

Counts TrainingController::counts_of_modules() const { return Counts(counts_->values().first(first_counter_)); }

/// What was not waited for is `compute`.
void TrainingController::record_nest(const Counts& before, Ticks length)
{
    count_precharges();
    NestRecord& nest = nests_.emplace_back();
    nest.counts = counts_of_modules() - before;
    auto rest = static_cast<std::uint64_t>(length.value());
    for (std::size_t i = 0; i < time_cause_count; ++i) {
        nest.time[i] = nest.counts[first_wait_ + i];
        rest -= nest.time[i];
    }
    nest.time[static_cast<std::size_t>(TimeCause::compute)] = rest;
}

/// Exceptions do not cross the SystemC kernel: what stops the run is kept for whoever started the simulation.
void TrainingController::run()
{
    try {
        run_program();
    } catch (const sc_core::sc_unwind_exception&) {
        throw;
    } catch (...) {
        failure_ = std::current_exception();
    }
    sc_core::sc_stop();
}

void TrainingController::run_program()
{
    IssuerSetup& setup = work_.issuer;
    for (std::size_t i = 0; i < setup.memories.size(); ++i) setup.memories[i].memory = memories[static_cast<int>(i)];
    setup.array = array.operator->();
    setup.engine = engine.operator->();
    setup.executions = &(*counts_)[first_counter_];
    setup.waits = &(*counts_)[first_wait_];
    if (setup.zeros != nullptr) {
        setup.skip_counters = skip_counters_.data();
        setup.skipped = &(*counts_)[first_skip_];
    }
    issuer_ = std::make_unique<StepIssuer>(config_, clock_, setup);
    StepEngine step_engine(*issuer_, work_.progress);
    FoldEngine fold_engine(*issuer_, *counts_, first_counter_, work_.folding, work_.hyperperiod, work_.progress);
    std::size_t first_step = 0;
    for (const schedule::LoopNest& nest : work_.program->nests) {
        const Counts before = counts_of_modules();
        issuer_->begin_nest(nest, first_step, end_);
        first_step += steps_in(nest);
        if (work_.folding.enabled) {
            fold_engine.run_nest();
        } else {
            step_engine.run_nest();
        }
        const Ticks nest_end = issuer_->finish_nest();
        sc_core::wait(sc_core::sc_time::from_value(static_cast<std::uint64_t>((nest_end - end_).value())));
        record_nest(before, nest_end - end_);
        end_ = nest_end;
    }
    for (const MemoryPort& port : setup.memories) {
        if (port.dram != nullptr) port.dram->advance(end_);
    }
    count_precharges();
}

void TrainingController::count_precharges() const
{
    for (const MemoryPort& port : work_.issuer.memories) {
        if (port.dram != nullptr) port.dram->count_precharges();
    }
}

}  // namespace deltasim::sim
