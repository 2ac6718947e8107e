// SPDX-License-Identifier: MIT
#include <algorithm>

#include "search/least_words.hpp"
#include "search/nest_bounds.hpp"

// The part of NestBounds that turns words and clocks into the least time and energy, wherever tensors lie.

namespace deltasim::search
{

std::vector<NestBounds::Item> NestBounds::items_of(const Least& least, const BitCost& bit) const
{
    std::vector<Item> items;
    for (const Least::OffChip& each : least.off_chip) {
        const double read = bit.read + (each.has_tile ? bit.fill : 0.0);
        auto item =
            std::find_if(items.begin(), items.end(), [&](const Item& known) { return known.tensor == each.tensor; });
        if (item == items.end()) item = items.insert(items.end(), Item{.tensor = each.tensor});
        // The items of a tensor add up, since a word on chip saves the traffic of everything that uses it.
        item->off_chip += each.bits * (each.reads * read + each.writes * bit.write);
        item->more += each.bits * (each.more_reads * read + each.more_writes * bit.write);
        item->saved_a_byte += 8.0 * (each.reads_a_word * read + each.writes_a_word * bit.write);
        item->on_chip += each.bits * (each.array_reads * bit.on_chip_read + each.array_writes * bit.on_chip_write);
        item->bytes = std::max(item->bytes, each.words * each.bits / 8.0);
    }
    return items;
}

/// If a whole tensor lies on chip, the words that go to the array are paid there. If only a part of the tensor lies on
/// chip, nothing is paid there: it may be the part that hardly goes to the array.
double NestBounds::least_cost(const Least& least, const BitCost& bit, const WordsOnChip* on_chip) const
{
    std::vector<Item> items = items_of(least, bit);
    double cost = 0.0;
    for (Item& item : items) {
        const auto found = most_on_chip_.find(item.tensor);
        const MostOnChip most = found == most_on_chip_.end() ? MostOnChip{} : found->second;
        const double word_bytes = word_bits(item.tensor) / 8.0;
        const double bytes = real(most.words) * word_bytes;
        const double all_on_chip = std::max(0.0, item.off_chip - bytes * item.saved_a_byte) + item.on_chip;
        if (on_chip != nullptr) {
            const auto there = on_chip->find(item.tensor);
            const std::uint64_t words = there == on_chip->end() ? 0 : there->second;
            const bool is_all = most.is_all && words == most.words;
            cost += words == 0 ? item.off_chip + item.more
                    : is_all   ? all_on_chip
                               : std::max(0.0, item.off_chip - real(words) * word_bytes * item.saved_a_byte);
            continue;
        }
        if (most.words == 0) {
            item.off_chip += item.more;
            item.saved_a_byte = 0.0;
        } else if (!most.may_be_part) {
            item.saved_a_byte = std::max(0.0, item.off_chip - all_on_chip) / bytes;
            item.bytes = bytes;
        }
        item.bytes = std::min(item.bytes, bytes);
    }
    if (on_chip != nullptr) return cost;
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.saved_a_byte > b.saved_a_byte; });
    double room = on_chip_bytes_;
    for (const Item& item : items) {
        // Once all of a tensor's cost is saved, it takes no more room.
        const double most = item.saved_a_byte > 0.0 ? item.off_chip / item.saved_a_byte : 0.0;
        const double bytes = std::min({room, item.bytes, most});
        room -= bytes;
        cost += std::max(0.0, item.off_chip - bytes * item.saved_a_byte);
    }
    return cost;
}

bool NestBounds::is_limited_by_lanes() const
{
    if (dram_bits_a_second_ == 0.0) return true;
    // For each word of a weight, which is read and written, the lanes do one multiply-accumulate for each sample.
    const machine::PeArrayConfig& array = machine_.array;
    const auto interval = array.operations[static_cast<std::size_t>(Operation::mac)].interval_cycles;
    const double lanes = real(array.lanes) * real(array.clock_hz) / real(interval);
    const double weight_bits = word_bits({Tensor::weight, unmapped_.layer});
    return real(shared_.samples) / lanes > weight_bits / dram_bits_a_second_;
}

Bound NestBounds::bound_of(const Least& least, const WordsOnChip* on_chip) const
{
    const double array = least.lane_cycles / real(machine_.array.clock_hz);
    const double memories = on_chip_bits_a_second_ == 0.0
                                ? 0.0
                                : (least.on_chip_read_bits + least.on_chip_write_bits) / on_chip_bits_a_second_;
    double dram = 0.0;
    if (dram_bits_a_second_ > 0.0) {
        const double bursts = least_cost(least, {.read = 1.0, .write = 1.0}, on_chip) / dram_bits_a_second_ * dram_hz_;
        dram = refresh_.cycles(bursts) / dram_hz_;
    }
    Bound bound;
    bound.seconds = !least.may_share ? std::max({array, memories, dram}) : is_limited_by_lanes() ? array : dram;
    bound.energy = operations_energy_ + bound.seconds * prices_.second + least.array_bits * prices_.array_bit +
                   least.on_chip_read_bits * prices_.on_chip_read + least.on_chip_write_bits * prices_.on_chip_write;
    if (priced_.processor.dram) {
        const BitCost bit{prices_.dram_read, prices_.dram_write, prices_.on_chip_write, prices_.on_chip_read,
                          prices_.on_chip_write};
        bound.energy += least_cost(least, bit, on_chip);
        bound.energy += least.sum_bits * (std::min(prices_.on_chip_read, prices_.dram_read) +
                                          std::min(prices_.on_chip_write, prices_.dram_write));
    }
    return bound;
}

Bound NestBounds::least() const
{
    Least least;
    if (stages_that_multiply_ == 1) least.lane_cycles = multiply_cycles_ / real(machine_.array.lanes);
    for (std::size_t n = 0; n < stages_.size(); ++n) {
        const std::vector<mapping::Walk> walks = mapping::walks_of(unmapped_, stages_[n]);
        for (std::size_t w = 0; w < walks.size(); ++w) {
            const double words = distinct_words(walks[w].shape(), stages_[n].extents);
            const double reads = known_[n].read[w] ? words : 0.0;
            const double writes = known_[n].written[w] ? words : 0.0;
            const double bits = word_bits(walks[w].tensor);
            least.array_bits += bits * (reads + writes);
            if (!priced_.processor.dram) {
                least.on_chip_read_bits += bits * reads;
                least.on_chip_write_bits += bits * writes;
            }
            const bool may_share = shared_.has(walks[w].tensor);
            least.may_share = least.may_share || may_share;
            if (reads + writes == 0.0 || (may_share && shared_.lent)) continue;
            least.off_chip.push_back({.tensor = walks[w].tensor,
                                      .words = words,
                                      .bits = bits,
                                      .reads = reads,
                                      .reads_a_word = reads / words,
                                      .writes = writes,
                                      .writes_a_word = writes / words});
        }
    }
    return bound_of(least, nullptr);
}

}  // namespace deltasim::search
