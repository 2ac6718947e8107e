// SPDX-License-Identifier: MIT
#include "sim/fold/growth_ledger.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "core/checked.hpp"

namespace deltasim::sim
{

namespace
{

/// Above this number of entries that belong to no open block, they are added to the counters.
constexpr std::size_t most_entries = std::size_t{1} << 20U;

/// The first counter from `begin` on that differs. Most do not differ, so whole cache lines are compared at once.
std::size_t first_difference(std::span<const std::uint64_t> now, std::span<const std::uint64_t> then, std::size_t begin)
{
    constexpr std::size_t at_once = 32;
    const auto equal = [&](std::size_t i) { return std::memcmp(&now[i], &then[i], at_once * sizeof(now[0])) == 0; };
    while (begin + at_once <= now.size() && equal(begin)) begin += at_once;
    while (begin < now.size() && now[begin] == then[begin]) ++begin;
    return begin;
}

}  // namespace

bool GrowthLedger::begin_nest(std::uint64_t like_banks, std::uint64_t like_groups, std::uint64_t end_step)
{
    places_.set_alike(like_banks, like_groups);
    settled_.assign(counts_.values().begin(), counts_.values().end());
    return places_.have_room(end_step);
}

void GrowthLedger::apply(GrowthStore::Number growth, CounterPlace place)
{
    add_up_if_many();
    parts_.push_back({growth, place});
}

void GrowthLedger::begin_block()
{
    add_up_if_many();
    take_changes();
    open_.push_back({changes_.size(), parts_.size()});
}

GrowthStore::Number GrowthLedger::end_block(CounterPlace place, const StepRange& steps)
{
    take_changes();
    const Beginning beginning = open_.back();
    open_.pop_back();
    own_.clear();
    for (std::size_t i = beginning.changes; i < changes_.size(); ++i)
        own_.push_back({places_.number_of(changes_[i].counter, place, steps), changes_[i].by});
    std::sort(own_.begin(), own_.end(), [](const auto& a, const auto& b) { return a.counter < b.counter; });
    std::size_t last = 0;
    for (std::size_t i = 1; i < own_.size(); ++i) {
        if (own_[i].counter == own_[last].counter) {
            checked_add_to(own_[last].by, own_[i].by);
        } else {
            own_[++last] = own_[i];
        }
    }
    if (!own_.empty()) own_.resize(last + 1);
    const std::span<GrowthStore::Part> inside = std::span(parts_).subspan(beginning.parts);
    for (GrowthStore::Part& part : inside) part.place = places_.seen_from(place, part.place);
    const GrowthStore::Number growth = store_.add(own_, inside);
    changes_.resize(beginning.changes);
    parts_.resize(beginning.parts);
    parts_.push_back({growth, place});
    return growth;
}

void GrowthLedger::settle()
{
    add_up();
    store_.clear();
}

void GrowthLedger::add_up_if_many()
{
    if (open_.empty() && changes_.size() + parts_.size() >= most_entries) add_up();
}

/// Adds all entries to the counters.
void GrowthLedger::add_up()
{
    note_simulation();
    take_changes();
    for (const GrowthStore::Change& change : changes_) counts_.add(change.counter, change.by);
    store_.add_to(counts_, parts_, places_);
    changes_.clear();
    parts_.clear();
    std::fill(open_.begin(), open_.end(), Beginning{});
    settled_.assign(counts_.values().begin(), counts_.values().end());
}

std::vector<GrowthStore::Number> GrowthLedger::keep(std::vector<bool> marked)
{
    for (const GrowthStore::Part& part : parts_) marked[part.growth] = true;
    const std::vector<GrowthStore::Number> numbers = store_.keep(std::move(marked));
    for (GrowthStore::Part& part : parts_) part.growth = numbers[part.growth];
    return numbers;
}

std::uint64_t GrowthLedger::bytes() const
{
    return store_.bytes() + changes_.capacity() * sizeof(GrowthStore::Change) +
           parts_.capacity() * sizeof(GrowthStore::Part);
}

/// Takes what the machine has added to the counters since the last call out of them.
void GrowthLedger::take_changes()
{
    if (!std::exchange(simulated_, false)) return;
    for (std::size_t i = first_difference(counts_.values(), settled_, 0); i < counts_.size();
         i = first_difference(counts_.values(), settled_, i + 1)) {
        changes_.push_back({static_cast<std::uint32_t>(i), counts_[i] - settled_[i]});
        counts_[i] = settled_[i];
    }
}

}  // namespace deltasim::sim
