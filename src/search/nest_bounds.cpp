// SPDX-License-Identifier: MIT
#include "search/nest_bounds.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "core/checked.hpp"
#include "machine/peaks.hpp"
#include "mapping/nest_writer.hpp"
#include "schedule/step_precision.hpp"
#include "schedule/step_work.hpp"
#include "search/least_words.hpp"
#include "search/plan_signature.hpp"
#include "search/streamed_lines.hpp"

namespace deltasim::search
{

namespace
{

using mapping::PlacedSum;
using mapping::PlacedWalk;
using mapping::StagePlan;
using mapping::TiledLoops;
using mapping::WordShape;

/// Clocks for which the lanes are occupied before they can start another step.
std::uint64_t lane_cycles(const schedule::Step& step, const machine::PeArrayConfig& array)
{
    std::uint64_t cycles = 0;
    if (step.unit != schedule::StepUnit::lanes) return cycles;
    for (std::size_t i = 0; i < operation_count; ++i) {
        cycles += step.operations[i] * array.operations[i].interval_cycles;
    }
    return cycles;
}

bool stands_everywhere(const mapping::Statement& statement, const model::Extents& extents)
{
    for (std::size_t d = 0; d < dimension_count; ++d) {
        if (extents[d] > 1 && (!statement.within[d] || statement.span[d] != mapping::Span::all)) return false;
    }
    return true;
}

/// The loops along which certain steps are done for every index. The parts of one loop follow each other without a gap,
/// so the first and the last part together cover it.
using Covered = std::array<bool, dimension_count>;

template <class IsMeant>
Covered covered_by(const mapping::Stage& stage, const IsMeant& is_meant)
{
    Covered first{};
    Covered last{};
    for (const mapping::Statement& statement : stage.statements) {
        bool meant = false;
        mapping::for_each_step(statement, [&](const schedule::Step& step, const std::vector<std::uint64_t>&) {
            meant = meant || is_meant(step);
        });
        for (std::size_t d = 0; d < dimension_count; ++d) {
            if (!meant || (stage.extents[d] > 1 && !statement.within[d])) continue;
            const mapping::Span span = statement.span[d];
            first[d] = first[d] || span == mapping::Span::all || span == mapping::Span::first;
            last[d] = last[d] || span == mapping::Span::all || span == mapping::Span::last;
        }
    }
    Covered covered{};
    for (std::size_t d = 0; d < dimension_count; ++d) covered[d] = first[d] && last[d];
    return covered;
}

bool is_all(const Covered& covered)
{
    return std::all_of(covered.begin(), covered.end(), [](bool along) { return along; });
}

bool multiplies(const schedule::Step& step)
{
    return step.unit == schedule::StepUnit::lanes && step.operations[static_cast<std::size_t>(Operation::mac)] > 0;
}

std::uint64_t steps_of(const TiledLoops& loops)
{
    std::uint64_t steps = 1;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        steps = checked_multiply(steps, mapping::tile_count(loops, static_cast<Dimension>(d), loops.loops.size()));
    }
    return steps;
}

}  // namespace

NestBounds::NestBounds(const schedule::LoopNest& streaming, const schedule::LoopNest& unmapped,
                       const config::PricedProcessor& priced, const std::vector<model::MemorySpace>& spaces,
                       const model::TensorPrecisions& precisions, const MostsOnChip& most_on_chip, SharedTiles shared)
    : streaming_(streaming), unmapped_(unmapped), priced_(priced), spaces_(spaces), precisions_(precisions),
      most_on_chip_(most_on_chip),
      shared_(std::move(shared)), machine_{priced.processor.pe_array, spaces, nowhere_, precisions},
      stages_(mapping::stages_of(unmapped)), prices_(least_prices(priced.processor, priced.costs))
{
    const machine::ProcessorConfig& processor = priced.processor;
    OperationsByPrecision operations{};
    schedule::for_each_step(streaming, [&](const schedule::Step& step, std::uint64_t times) {
        if (step.unit != schedule::StepUnit::lanes) return;
        OperationCounts& counts = counts_of(operations, schedule::computed_in(streaming, step, precisions));
        for (std::size_t i = 0; i < operation_count; ++i) {
            counts[i] += checked_multiply(checked_multiply(step.operations[i], schedule::workers_of(step)), times);
        }
        constexpr auto mac = static_cast<std::size_t>(Operation::mac);
        multiply_cycles_ += real(step.operations[mac]) * real(schedule::workers_of(step)) * real(times) *
                            real(processor.pe_array.operations[mac].interval_cycles);
    });
    for (const mapping::Stage& stage : stages_) {
        Stage& known = known_.emplace_back();
        known.everywhere.reserve(stage.statements.size());
        for (const mapping::Statement& statement : stage.statements) {
            known.everywhere.push_back(stands_everywhere(statement, stage.extents));
        }
        // Statements that share a point share the steps of the lanes in each of these dimensions.
        known.multiplied = {true, true, true};
        for (const mapping::Statement& statement : stage.statements) {
            bool multiplied = false;
            mapping::for_each_step(statement, [&](const schedule::Step& step, const std::vector<std::uint64_t>&) {
                multiplied = multiplied || multiplies(step);
            });
            known.multiplies = known.multiplies || multiplied;
            for (std::size_t d = 0; d < dimension_count && multiplied; ++d) {
                const bool all =
                    stage.extents[d] == 1 || (statement.within[d] && statement.span[d] == mapping::Span::all);
                known.multiplied[d] = known.multiplied[d] && all;
            }
        }
        stages_that_multiply_ += known.multiplies ? 1 : 0;
        for (const mapping::Walk& walk : mapping::walks_of(unmapped, stage)) {
            const auto moves = [&](Direction direction) {
                return is_all(covered_by(stage, [&](const schedule::Step& step) {
                    return std::any_of(step.operands.begin(), step.operands.end(), [&](const auto& operand) {
                        const schedule::Stream& stream = unmapped.streams[operand.stream];
                        return stream.tensor == walk.tensor && stream.direction == direction;
                    });
                }));
            };
            known.read.push_back(walk.alike && walk.chain.empty() && moves(Direction::read));
            known.written.push_back(walk.alike && walk.chain.empty() && moves(Direction::write));
        }
        for (const mapping::Sum& sum : mapping::sums_of(stage)) {
            known.summed.push_back(is_all(covered_by(stage, [&](const schedule::Step& step) {
                return std::any_of(step.registers.begin(), step.registers.end(),
                                   [&](const auto& use) { return use.kind == sum.kind && use.number == sum.number; });
            })));
        }
    }
    operations_energy_ = price_of(operations, processor, priced.costs);
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        on_chip_bytes_ += real(memory.capacity_bytes);
        on_chip_bits_a_second_ +=
            real(memory.banks) * real(memory.ports_per_bank()) * real(memory.width_bits) * real(memory.clock_hz);
    }
    if (processor.dram) set_dram();
    streamed_ = least_of_streaming();
}

void NestBounds::set_dram()
{
    const machine::ProcessorConfig& processor = priced_.processor;
    dram_bits_a_second_ = 8.0 * machine::peaks_of(processor).dram_bytes_per_second.value_or(0.0);
    const auto* device = std::get_if<machine::DramDevice>(&processor.dram->model);
    dram_hz_ = real(processor.dram->clock_hz());
    if (device != nullptr) refresh_ = refresh_time(*device);
    line_bits_ = real(processor.dram->access_bits());
}

std::optional<Bounded> NestBounds::of(const std::optional<model::NestMapping>& mapping) const
{
    if (!mapping) return Bounded{bound_of(streamed_, nullptr), "streaming"};
    Bounded bounded;
    std::vector<StagePlan> plans;
    try {
        for (const mapping::Stage& stage : stages_) {
            plans.push_back(plan_stage(unmapped_, stage, *mapping, machine_));
            const std::vector<std::uint64_t> bytes = tile_bytes(plans.back(), machine_);
            for (std::size_t m = 0; m < bytes.size(); ++m) {
                if (bytes[m] > spaces_[m].capacity_bytes) return std::nullopt;
            }
            sign(plans.back(), *mapping, bounded.signature);
        }
    } catch (const mapping::MappingError&) {
        return std::nullopt;
    }
    bounded.bound = bound_of(least_of(plans), nullptr);
    return bounded;
}

NestBounds::Least NestBounds::least_of(const std::vector<StagePlan>& plans) const
{
    Least least;
    for (std::size_t n = 0; n < plans.size(); ++n) add_stage(plans[n], known_[n], least);
    return least;
}

void NestBounds::sign(const StagePlan& plan, const model::NestMapping& mapping, std::string& signature) const
{
    append_signature(signature, plan);
    if (may_pair()) append_kept_sums(signature, plan, mapping);
}

std::string NestBounds::signature(const std::optional<model::NestMapping>& mapping,
                                  const model::Placement& placement) const
{
    if (!mapping) return "streaming";
    const mapping::MappedMachine machine{machine_.array, spaces_, placement, precisions_};
    std::string signature;
    for (const mapping::Stage& stage : stages_) {
        sign(plan_stage(unmapped_, stage, *mapping, machine), *mapping, signature);
    }
    return signature;
}

Bound NestBounds::nearer(const std::optional<model::NestMapping>& mapping, const WordsOnChip* on_chip) const
{
    if (!mapping) return bound_of(streamed_, on_chip);
    std::vector<StagePlan> plans;
    for (const mapping::Stage& stage : stages_) plans.push_back(plan_stage(unmapped_, stage, *mapping, machine_));
    Least least = least_of(plans);
    const Bound by_words = bound_of(least, on_chip);
    if (!priced_.processor.dram) return by_words;
    const std::vector<std::uint64_t> tile_base(spaces_.size(), 0);
    const std::vector<Least::OffChip> lines =
        lines_of(map_nest(unmapped_, *mapping, machine_, tile_base, priced_.processor.dma.burst_bytes));
    const auto words_of = [](const std::vector<Least::OffChip>& all, TensorId tensor) {
        double words = 0.0;
        for (const Least::OffChip& each : all) {
            if (each.tensor == tensor) words += each.reads + each.writes + each.more_reads + each.more_writes;
        }
        return words;
    };
    std::vector<Least::OffChip> off_chip;
    for (Least::OffChip& each : least.off_chip) {
        const bool has_tile = std::any_of(least.off_chip.begin(), least.off_chip.end(), [&](const auto& other) {
            return other.tensor == each.tensor && other.has_tile;
        });
        off_chip.push_back(each);
        if (has_tile || words_of(lines, each.tensor) <= words_of(least.off_chip, each.tensor)) continue;
        // The lines replace the words that come from off chip. The words that go to the array stay.
        off_chip.back().reads = off_chip.back().writes = 0.0;
        off_chip.back().reads_a_word = off_chip.back().writes_a_word = 0.0;
        const auto is_known = [&](const auto& other) { return other.tensor == each.tensor; };
        if (std::any_of(least.off_chip.data(), &each, is_known)) continue;
        for (const Least::OffChip& line : lines) {
            if (is_known(line)) off_chip.push_back(line);
        }
    }
    least.off_chip = std::move(off_chip);
    const Bound by_lines = bound_of(least, on_chip);
    // The bound by lines may be the lower one, since a word on chip may save more lines than words.
    return {std::max(by_words.seconds, by_lines.seconds), std::max(by_words.energy, by_lines.energy)};
}

/// Each step takes the time of the lanes and the words of its operands.
NestBounds::Least NestBounds::least_of_streaming() const
{
    Least least;
    std::vector<double> array_words(streaming_.streams.size(), 0.0);
    schedule::for_each_step(streaming_, [&](const schedule::Step& step, std::uint64_t times) {
        least.lane_cycles += real(checked_multiply(lane_cycles(step, machine_.array), times));
        for (const schedule::Operand& operand : step.operands) {
            const schedule::Stream& stream = streaming_.streams[operand.stream];
            const double words = real(schedule::words_moved(streaming_, step, operand, machine_.array)) * real(times);
            const double bits = words * word_bits(stream.tensor);
            array_words[operand.stream] += words;
            least.array_bits += bits;
            if (priced_.processor.dram) continue;
            (stream.direction == Direction::read ? least.on_chip_read_bits : least.on_chip_write_bits) += bits;
        }
    });
    if (!priced_.processor.dram) return least;
    least.off_chip = lines_of(streaming_);
    for (std::size_t s = 0; s < least.off_chip.size(); ++s) {
        const bool read = streaming_.streams[s].direction == Direction::read;
        (read ? least.off_chip[s].array_reads : least.off_chip[s].array_writes) = array_words[s];
    }
    return least;
}

std::vector<NestBounds::Least::OffChip> NestBounds::lines_of(const schedule::LoopNest& nest) const
{
    std::vector<double> line_words;
    for (const schedule::Stream& stream : nest.streams) line_words.push_back(line_bits_ / word_bits(stream.tensor));
    const bool keeps_lines = std::holds_alternative<machine::DramDevice>(priced_.processor.dram->model);
    const std::vector<StreamedLines> lines = streamed_lines(nest, line_words, keeps_lines);
    std::vector<Least::OffChip> off_chip;
    for (std::size_t s = 0; s < lines.size(); ++s) {
        const schedule::Stream& stream = nest.streams[s];
        // Sums may have a home on chip; this is not known here.
        if (stream.tile != 0 || stream.tensor.tensor == Tensor::partial_sum) continue;
        Least::OffChip& of = off_chip.emplace_back(Least::OffChip{.tensor = stream.tensor,
                                                                  .words = std::numeric_limits<double>::infinity(),
                                                                  .bits = word_bits(stream.tensor)});
        const bool read = stream.direction == Direction::read;
        (read ? of.reads : of.writes) = lines[s].lines * line_words[s];
        (read ? of.reads_a_word : of.writes_a_word) = lines[s].saved_a_word * line_words[s];
        (read ? of.more_reads : of.more_writes) = (lines[s].whole_lines - lines[s].lines) * line_words[s];
    }
    return off_chip;
}

double NestBounds::word_bits(TensorId tensor) const { return real(bits_of(precisions_.of(tensor.tensor))); }

void NestBounds::add_stage(const StagePlan& plan, const Stage& known, Least& least) const
{
    const TiledLoops& loops = plan.loops;
    std::uint64_t cycles = 0;
    for (std::size_t n = 0; n < plan.stage.statements.size(); ++n) {
        if (!known.everywhere[n]) continue;
        mapping::for_each_step(plan.stage.statements[n],
                               [&](const schedule::Step& step, const std::vector<std::uint64_t>&) {
                                   cycles += checked_multiply(steps_of(loops), lane_cycles(step, machine_.array));
                               });
    }
    least.lane_cycles += std::max(real(cycles), multiply_cycles(loops, known));
    for (std::size_t w = 0; w < plan.walks.size(); ++w) {
        const PlacedWalk& placed = plan.walks[w];
        const WordShape shape = placed.walk.shape();
        // Registers are loaded at this depth or further inside, whatever tile the words come from.
        const std::size_t loads =
            mapping::depth_of_registers(loops, shape, std::max<std::uint64_t>(1, machine_.array.registers));
        const double word_bits = this->word_bits(placed.walk.tensor);
        const double distinct = distinct_words(shape, loops.extents);
        const double read = known.read[w] ? word_bits * real(mapping::words_loaded(loops, shape, loads)) : 0.0;
        const double written = known.written[w] ? word_bits * distinct : 0.0;
        least.array_bits += read + written;
        const bool has_tile = !placed.tiles.empty();
        const bool may_share = has_tile && shared_.has(placed.walk.tensor);
        least.may_share = least.may_share || may_share;
        if (has_tile || !priced_.processor.dram) {
            least.on_chip_read_bits += read;
            least.on_chip_write_bits += written;
        }
        // A tile is filled whenever it changes, whether it is read or not. Without a tile, words come at each load of a
        // register.
        Least::OffChip off_chip{
            .tensor = placed.walk.tensor, .words = distinct, .bits = word_bits, .has_tile = has_tile};
        if (known.written[w]) {
            off_chip.writes = distinct;
            off_chip.writes_a_word = 1.0;
        }
        if (has_tile ? placed.walk.read : known.read[w]) {
            const std::size_t depth = has_tile ? placed.tiles.front().depth : loads;
            off_chip.reads = words_read(loops, shape, depth, line_bits_ / word_bits);
            off_chip.reads_a_word = std::max(1.0, real(mapping::words_loaded(loops, shape, depth)) / distinct);
            if (!has_tile) {
                const double of_rows = words_of_rows(loops, placed.walk, depth, line_bits_ / word_bits);
                off_chip.reads = std::max(off_chip.reads, of_rows);
                off_chip.reads_a_word = std::max(off_chip.reads_a_word, of_rows / distinct);
            }
        }
        if (!has_tile) {
            off_chip.array_reads = read / word_bits;
            off_chip.array_writes = written / word_bits;
        }
        if (may_share && shared_.lent) continue;
        if (off_chip.reads + off_chip.writes > 0.0) least.off_chip.push_back(off_chip);
    }
    for (std::size_t n = 0; n < plan.sums.size(); ++n) {
        const PlacedSum& placed = plan.sums[n];
        if (!placed.leaves || !known.summed[n]) continue;
        const WordShape shape = placed.sum.shape();
        const double words =
            real(mapping::words_loaded(loops, shape, placed.depth)) - distinct_words(shape, loops.extents);
        const double bits = words * real(bits_of(precisions_.of(Tensor::partial_sum)));
        least.array_bits += 2.0 * bits;
        if (placed.tiles.empty() && priced_.processor.dram) {
            least.sum_bits += bits;
            continue;
        }
        least.on_chip_read_bits += bits;
        least.on_chip_write_bits += bits;
    }
}

/// A step covers a block of points; at the edges, where blocks are not whole, some lanes are idle.
double NestBounds::multiply_cycles(const TiledLoops& loops, const Stage& known) const
{
    if (stages_that_multiply_ != 1 || !known.multiplies) return 0.0;
    double cycles = multiply_cycles_;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        const double steps =
            real(mapping::tile_count(loops, static_cast<Dimension>(d), loops.loops.size())) / real(loops.extents[d]);
        cycles *= known.multiplied[d] ? steps : 1.0 / real(loops.block[d]);
    }
    return cycles;
}

}  // namespace deltasim::search
