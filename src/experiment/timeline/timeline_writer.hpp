// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/clock_window.hpp"
#include "dram/command_observer.hpp"
#include "experiment/timeline/slice_track.hpp"
#include "machine/processor.hpp"
#include "os/file_writer.hpp"
#include "sim/steps/step_observer.hpp"

// Writes what happens in a machine, and when, in Chrome's trace format, which Perfetto opens: phases and loops, when
// the array works and what it waits for, accesses that queue, bursts of the DMA engine, DRAM commands by bank, and when
// ranks are in power-down or self-refresh.

namespace deltasim::experiment
{

class TimelineWriter final : public sim::StepObserver, public dram::CommandObserver
{
public:
    /// More events than a viewer opens. Throws InputError beyond.
    static constexpr std::uint64_t most_events = 10'000'000;

    /// Throws OutputError where the file cannot be made. That it cannot be written any more is told by close().
    /// `title`: of what is shown. What is not in the window is left out.
    TimelineWriter(const std::filesystem::path& file, const std::string& title,
                   const machine::ProcessorConfig& processor, ClockWindow window);

    void on_nest_begin(Phase phase, std::uint32_t layer, Ticks begin) override;
    void on_nest_end(Ticks end) override;
    void on_iteration(std::size_t depth, std::uint64_t iteration, sim::Span issue) override;
    void on_work(schedule::StepUnit unit, sim::Span busy) override;
    void on_wait(TimeCause cause, sim::Span waited) override;
    void on_queue(std::size_t memory, sim::Span queued) override;
    void on_burst(const sim::EngineBurst& burst) override;
    void on_command(const dram::IssuedCommand& command) override;
    void on_idle(const dram::IdleChange& change) override;

    void close();

private:
    void name_track(std::uint32_t track, const std::string& name);
    /// `words`: that are moved in it, where it moves any.
    void write_slice(std::uint32_t track, const std::string& name, sim::Span span, std::uint64_t words = 0);
    void write_idle(std::uint32_t rank, Ticks end);
    [[nodiscard]] SliceTrack track(std::uint32_t number);

    os::FileWriter file_;
    TimeBase base_;
    sim::Span window_;
    Clock dram_clock_;
    std::uint32_t banks_a_rank_ = 0;
    std::uint32_t ranks_ = 0;
    std::uint32_t banks_a_group_ = 0;
    std::uint64_t dma_channels_ = 1;
    std::uint64_t bursts_ = 0;
    std::uint64_t events_ = 0;
    std::string nest_;
    Ticks nest_begin_{0};
    Ticks end_{0};  ///< of the nests so far
    SliceTrack lanes_;
    SliceTrack row_end_;
    SliceTrack causes_;
    std::vector<SliceTrack> queues_;  ///< by on-chip memory
    /// By rank of all channels: the power-down or self-refresh that it is in.
    std::vector<std::optional<dram::IdleChange>> idle_;
};

}  // namespace deltasim::experiment
