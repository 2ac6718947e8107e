// SPDX-License-Identifier: MIT
#include "experiment/timeline/timeline_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/diagnostic.hpp"
#include "report/json_text.hpp"

namespace deltasim::experiment
{

namespace
{

// Tracks of the trace, by number: viewers show them in this order.
constexpr std::uint32_t phases_track = 1;
constexpr std::uint32_t first_loop_track = 2;  // of depth 1
constexpr std::uint32_t most_loops = 8;
constexpr std::uint32_t causes_track = 10;
constexpr std::uint32_t lanes_track = 11;
constexpr std::uint32_t row_end_track = 12;
constexpr std::uint32_t first_memory_track = 20;
constexpr std::uint32_t first_channel_track = 1000;  // of the DMA engine
constexpr std::uint32_t first_rank_track = 50'000;
constexpr std::uint32_t first_bank_track = 100'000;

/// Text as JSON has it, in its quotes.
std::string in_json(const std::string& text) { return report::ascii_json(text); }

std::string name_of_cause(TimeCause cause) { return std::string(time_cause_names[cause]); }

sim::Span window_in_ticks(const ClockWindow& window, const Clock& clock)
{
    const auto ticks = [&](std::uint64_t cycles) {
        const std::uint64_t most =
            static_cast<std::uint64_t>(INT64_MAX) / static_cast<std::uint64_t>(clock.period().value());
        return clock.ticks(Cycles(static_cast<std::int64_t>(std::min(cycles, most))));
    };
    return {ticks(window.from), ticks(window.to.value_or(UINT64_MAX))};
}

}  // namespace

TimelineWriter::TimelineWriter(const std::filesystem::path& file, const std::string& title,
                               const machine::ProcessorConfig& processor, ClockWindow window)
    : file_(file, os::WriteErrors::at_close), base_(processor.clock_rates_hz()),
      window_(window_in_ticks(window, base_.clock(processor.pe_array.clock_hz))), lanes_(track(lanes_track)),
      row_end_(track(row_end_track)), causes_(track(causes_track))
{
    file_.write("{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n");
    file_.write(fmt::format("{{\"ph\": \"M\", \"pid\": 1, \"name\": \"process_name\", \"args\": {{\"name\": {}}}}}",
                            in_json(title)));
    name_track(phases_track, "phases");
    for (std::uint32_t depth = 1; depth <= most_loops; ++depth) {
        name_track(first_loop_track + depth - 1, fmt::format("loops, depth {}", depth));
    }
    name_track(causes_track, "time by cause");
    name_track(lanes_track, "lanes");
    name_track(row_end_track, "row-end unit");
    for (std::size_t m = 0; m < processor.memories.size(); ++m) {
        const auto number = first_memory_track + static_cast<std::uint32_t>(m);
        name_track(number, processor.memories[m].name + ": accesses queue");
        queues_.push_back(track(number));
    }
    dma_channels_ = processor.dma.channels;
    for (std::uint64_t channel = 0; channel < dma_channels_; ++channel) {
        name_track(first_channel_track + static_cast<std::uint32_t>(channel), fmt::format("DMA channel {}", channel));
    }
    const auto* const device = processor.dram ? std::get_if<machine::DramDevice>(&processor.dram->model) : nullptr;
    if (device == nullptr) return;
    dram_clock_ = base_.clock(device->clock_hz);
    ranks_ = static_cast<std::uint32_t>(device->ranks);
    banks_a_group_ = static_cast<std::uint32_t>(device->banks_per_group);
    banks_a_rank_ = static_cast<std::uint32_t>(device->bank_groups) * banks_a_group_;
    idle_.resize(device->channels * ranks_);
    const bool idles = device->idle.state != machine::IdleState::standby;
    for (std::uint32_t rank = 0; idles && rank < idle_.size(); ++rank) {
        name_track(first_rank_track + rank, fmt::format("DRAM channel {} rank {} idle", rank / ranks_, rank % ranks_));
    }
    for (std::uint32_t bank = 0; bank < device->channels * ranks_ * banks_a_rank_; ++bank) {
        const std::uint32_t in_rank = bank % banks_a_rank_;
        name_track(first_bank_track + bank,
                   fmt::format("DRAM channel {} rank {} group {} bank {}", bank / (ranks_ * banks_a_rank_),
                               bank / banks_a_rank_ % ranks_, in_rank / banks_a_group_, in_rank % banks_a_group_));
    }
}

SliceTrack TimelineWriter::track(std::uint32_t number)
{
    return SliceTrack([this, number](const std::string& name, sim::Span span) { write_slice(number, name, span); });
}

void TimelineWriter::name_track(std::uint32_t number, const std::string& name)
{
    file_.write(fmt::format(",\n{{\"ph\": \"M\", \"pid\": 1, \"tid\": {0}, \"name\": \"thread_name\", \"args\": "
                            "{{\"name\": {1}}}}},\n{{\"ph\": \"M\", \"pid\": 1, \"tid\": {0}, \"name\": "
                            "\"thread_sort_index\", \"args\": {{\"sort_index\": {0}}}}}",
                            number, in_json(name)));
}

void TimelineWriter::write_slice(std::uint32_t number, const std::string& name, sim::Span span, std::uint64_t words)
{
    span = {std::max(span.begin, window_.begin), std::min(span.end, window_.end)};
    if (span.begin >= span.end) return;
    if (++events_ > most_events) {
        throw InputError(fmt::format("--timeline: more than {} events, which no viewer opens; choose a part of the run "
                                     "with --window FROM:TO, in cycles",
                                     most_events));
    }
    constexpr double microseconds = 1e6;
    file_.write(fmt::format(",\n{{\"ph\": \"X\", \"pid\": 1, \"tid\": {}, \"name\": {}, \"ts\": {}, \"dur\": {}{}}}",
                            number, in_json(name), base_.seconds(span.begin).value() * microseconds,
                            base_.seconds(span.end - span.begin).value() * microseconds,
                            words == 0 ? "" : fmt::format(", \"args\": {{\"words\": {}}}", words)));
}

void TimelineWriter::on_nest_begin(Phase phase, std::uint32_t layer, Ticks begin)
{
    nest_ = fmt::format("{}, layer {}", name_of(phase), layer);
    nest_begin_ = begin;
}

void TimelineWriter::on_nest_end(Ticks end)
{
    end_ = end;
    // What the array has not waited for is its work.
    causes_.add(name_of_cause(TimeCause::compute), {std::max(nest_begin_, causes_.end().value_or(nest_begin_)), end});
    for (SliceTrack* const track : {&causes_, &lanes_, &row_end_}) track->flush();
    for (SliceTrack& queue : queues_) queue.flush();
    write_slice(phases_track, nest_, {nest_begin_, end});
}

void TimelineWriter::on_iteration(std::size_t depth, std::uint64_t iteration, sim::Span issue)
{
    if (depth > most_loops) return;
    write_slice(first_loop_track + static_cast<std::uint32_t>(depth) - 1, fmt::format("iteration {}", iteration),
                issue);
}

void TimelineWriter::on_work(schedule::StepUnit unit, sim::Span busy)
{
    (unit == schedule::StepUnit::lanes ? lanes_ : row_end_).add("busy", busy);
}

void TimelineWriter::on_wait(TimeCause cause, sim::Span waited)
{
    if (waited.begin >= waited.end) return;
    causes_.add(name_of_cause(TimeCause::compute),
                {std::max(nest_begin_, causes_.end().value_or(nest_begin_)), waited.begin});
    causes_.add(name_of_cause(cause), waited);
}

void TimelineWriter::on_queue(std::size_t memory, sim::Span queued)
{
    if (queued.begin < queued.end) queues_[memory].add("queued", queued);
}

void TimelineWriter::on_burst(const sim::EngineBurst& burst)
{
    const auto channel = static_cast<std::uint32_t>(bursts_++ % dma_channels_);
    write_slice(first_channel_track + channel,
                fmt::format("{} {}", burst.drains ? "drain" : "fill", name_of(burst.tensor)), burst.busy, burst.words);
}

void TimelineWriter::on_command(const dram::IssuedCommand& command)
{
    const Ticks begin = dram_clock_.ticks(command.clock);
    const std::uint32_t bank = command.at.channel * ranks_ * banks_a_rank_ + command.at.bank.bank;
    std::string name(machine::dram_command_names[command.command]);
    if (command.auto_precharge) name += ", auto-precharge";
    if (command.whole_rank) name += ", whole rank";
    write_slice(first_bank_track + bank, name, {begin, begin + dram_clock_.period()});
}

void TimelineWriter::on_idle(const dram::IdleChange& change)
{
    const std::uint32_t rank = change.channel * ranks_ + change.rank;
    if (change.begins) {
        idle_[rank] = change;
    } else if (idle_[rank]) {
        write_idle(rank, dram_clock_.ticks(change.clock));
    }
}

/// Of many alike the last.
void TimelineWriter::write_idle(std::uint32_t rank, Ticks end)
{
    const dram::IdleChange& begin = *idle_[rank];
    const Cycles from = begin.clock + Cycles(static_cast<std::int64_t>(begin.repeats - 1) * begin.interval.value());
    write_slice(first_rank_track + rank, std::string(machine::idle_state_names[begin.state]),
                {dram_clock_.ticks(from), end});
    idle_[rank].reset();
}

void TimelineWriter::close()
{
    for (std::uint32_t rank = 0; rank < idle_.size(); ++rank) {
        if (idle_[rank]) write_idle(rank, end_);
    }
    file_.write("\n]}\n");
    file_.close();
}

}  // namespace deltasim::experiment
