// SPDX-License-Identifier: MIT
#include "search/nest_bounds.hpp"

#include <algorithm>
#include <limits>
#include <variant>

#include "core/checked.hpp"
#include "machine/peaks.hpp"
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

/// Clocks that the lanes take before they can start another step.
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

/// Along which loops the steps that are meant are done for every index. Parts of one loop follow each other without a
/// gap, so that its first and its last together are all of it.
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
                       const model::TensorPrecisions& precisions)
    : streaming_(streaming), unmapped_(unmapped), priced_(priced), spaces_(spaces),
      precisions_(precisions), machine_{priced.processor.pe_array, spaces, nowhere_, precisions},
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
    line_bits_ = device != nullptr ? 8.0 * real(device->burst_bytes())
                                   : real(std::get<machine::FlatDramConfig>(processor.dram->model).width_bits);
}

std::optional<Bounded> NestBounds::of(const std::optional<model::NestMapping>& mapping,
                                      const WordsOnChip* on_chip) const
{
    if (!mapping) return Bounded{bound_of(streamed_, on_chip), "streaming"};
    Bounded bounded;
    Least least;
    try {
        for (std::size_t n = 0; n < stages_.size(); ++n) {
            const StagePlan plan = plan_stage(unmapped_, stages_[n], *mapping, machine_);
            const std::vector<std::uint64_t> bytes = tile_bytes(plan, machine_);
            for (std::size_t m = 0; m < bytes.size(); ++m) {
                if (bytes[m] > spaces_[m].capacity_bytes) return std::nullopt;
            }
            append_signature(bounded.signature, plan);
            add_stage(plan, known_[n], least);
        }
    } catch (const mapping::MappingError&) {
        return std::nullopt;
    }
    bounded.bound = bound_of(least, on_chip);
    return bounded;
}

/// Each step takes the lanes' time and its operands' words.
NestBounds::Least NestBounds::least_of_streaming() const
{
    Least least;
    schedule::for_each_step(streaming_, [&](const schedule::Step& step, std::uint64_t times) {
        least.lane_cycles += real(checked_multiply(lane_cycles(step, machine_.array), times));
        for (const schedule::Operand& operand : step.operands) {
            const schedule::Stream& stream = streaming_.streams[operand.stream];
            const double bits = real(schedule::words_moved(streaming_, step, operand, machine_.array)) * real(times) *
                                word_bits(stream.tensor);
            least.array_bits += bits;
            if (priced_.processor.dram) continue;
            (stream.direction == Direction::read ? least.on_chip_read_bits : least.on_chip_write_bits) += bits;
        }
    });
    if (!priced_.processor.dram) return least;
    std::vector<double> line_words;
    for (const schedule::Stream& stream : streaming_.streams) {
        line_words.push_back(line_bits_ / word_bits(stream.tensor));
    }
    const bool keeps_lines = std::holds_alternative<machine::DramDevice>(priced_.processor.dram->model);
    const std::vector<StreamedLines> lines = streamed_lines(streaming_, line_words, keeps_lines);
    for (std::size_t s = 0; s < lines.size(); ++s) {
        const schedule::Stream& stream = streaming_.streams[s];
        Least::OffChip off_chip{.tensor = stream.tensor,
                                .words = std::numeric_limits<double>::infinity(),
                                .bits = word_bits(stream.tensor)};
        const bool read = stream.direction == Direction::read;
        (read ? off_chip.reads : off_chip.writes) = lines[s].lines * line_words[s];
        (read ? off_chip.reads_a_word : off_chip.writes_a_word) = lines[s].saved_a_word * line_words[s];
        least.off_chip.push_back(off_chip);
    }
    return least;
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
        // Loads of registers stand no further out than this, whatever tile they come from.
        const std::size_t loads =
            mapping::depth_of_registers(loops, shape, std::max<std::uint64_t>(1, machine_.array.registers));
        const double word_bits = this->word_bits(placed.walk.tensor);
        const double distinct = distinct_words(shape, loops.extents);
        const double read = known.read[w] ? word_bits * real(mapping::words_loaded(loops, shape, loads)) : 0.0;
        const double written = known.written[w] ? word_bits * distinct : 0.0;
        least.array_bits += read + written;
        const bool has_tile = !placed.tiles.empty();
        if (has_tile || !priced_.processor.dram) {
            least.on_chip_read_bits += read;
            least.on_chip_write_bits += written;
        }
        // A tile comes whenever it changes, whoever reads it; without one words come at each load of a register.
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
        if (placed.tiles.empty() && priced_.processor.dram) continue;
        least.on_chip_read_bits += bits;
        least.on_chip_write_bits += bits;
    }
}

/// A step covers a block of points; where they are not whole blocks, some lanes have nothing to do.
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

double NestBounds::least_cost(const Least& least, const BitCost& bit, const WordsOnChip* on_chip) const
{
    struct Item {
        TensorId tensor;
        double cost;
        double saved_a_byte;
        double bytes;
    };
    std::vector<Item> items;
    for (const Least::OffChip& each : least.off_chip) {
        const double read = bit.read + (each.has_tile ? bit.fill : 0.0);
        const double cost = each.bits * (each.reads * read + each.writes * bit.write);
        const double saved = 8.0 * (each.reads_a_word * read + each.writes_a_word * bit.write);
        const double bytes = each.words * each.bits / 8.0;
        const auto same =
            std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.tensor == each.tensor; });
        if (same == items.end()) {
            items.push_back({each.tensor, cost, saved, bytes});
            continue;
        }
        // A word that lies on chip does so for all that use it.
        same->cost += cost;
        same->saved_a_byte += saved;
        same->bytes = std::max(same->bytes, bytes);
    }
    double cost = 0.0;
    if (on_chip != nullptr) {
        for (const Item& item : items) {
            const auto there = on_chip->find(item.tensor);
            const double words = there == on_chip->end() ? 0.0 : real(there->second);
            cost += std::max(0.0, item.cost - words * word_bits(item.tensor) / 8.0 * item.saved_a_byte);
        }
        return cost;
    }
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.saved_a_byte > b.saved_a_byte; });
    double room = on_chip_bytes_;
    for (const Item& item : items) {
        // What has been saved whole takes no more of the room.
        const double most = item.saved_a_byte > 0.0 ? item.cost / item.saved_a_byte : 0.0;
        const double bytes = std::min({room, item.bytes, most});
        room -= bytes;
        cost += std::max(0.0, item.cost - bytes * item.saved_a_byte);
    }
    return cost;
}

Bound NestBounds::bound_of(const Least& least, const WordsOnChip* on_chip) const
{
    const double array = least.lane_cycles / real(machine_.array.clock_hz);
    const double memories = on_chip_bits_a_second_ == 0.0
                                ? 0.0
                                : (least.on_chip_read_bits + least.on_chip_write_bits) / on_chip_bits_a_second_;
    double dram = 0.0;
    if (dram_bits_a_second_ > 0.0) {
        const double bursts = least_cost(least, {1.0, 1.0, 0.0}, on_chip) / dram_bits_a_second_ * dram_hz_;
        dram = refresh_.cycles(bursts) / dram_hz_;
    }
    Bound bound;
    bound.seconds = std::max({array, memories, dram});
    bound.energy = operations_energy_ + bound.seconds * prices_.second + least.array_bits * prices_.array_bit +
                   least.on_chip_read_bits * prices_.on_chip_read + least.on_chip_write_bits * prices_.on_chip_write;
    if (priced_.processor.dram) {
        bound.energy += least_cost(least, {prices_.dram_read, prices_.dram_write, prices_.on_chip_write}, on_chip);
    }
    return bound;
}

}  // namespace deltasim::search
