// SPDX-License-Identifier: MIT
#include "sim/fold/growth_store.hpp"

#include <limits>
#include <utility>

#include "core/checked.hpp"
#include "sim/state/key_bytes.hpp"

namespace deltasim::sim
{

namespace
{

/// How often each growth occurs at each place: a list of places for each growth.
class Occurrences
{
public:
    explicit Occurrences(std::size_t growths) : first_(growths, none) {}

    void add(GrowthStore::Part part, std::uint64_t times)
    {
        std::uint32_t* at = &first_[part.growth];
        while (*at != none && all_[*at].place != part.place) at = &all_[*at].next;
        if (*at != none) {
            checked_add_to(all_[*at].times, times);
            return;
        }
        *at = static_cast<std::uint32_t>(all_.size());
        all_.push_back({part.place, none, times});
    }
    /// Calls visit(place, times). It may add occurrences of other growths.
    template <class Visit>
    void each(std::size_t growth, const Visit& visit) const
    {
        for (std::uint32_t at = first_[growth]; at != none; at = all_[at].next)
            visit(CounterPlace(all_[at].place), std::uint64_t{all_[at].times});
    }

private:
    struct Occurrence {
        CounterPlace place;
        std::uint32_t next;
        std::uint64_t times;
    };
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    std::vector<std::uint32_t> first_;
    ChunkedList<Occurrence> all_;
};

}  // namespace

GrowthStore::Number GrowthStore::add(std::span<const Change> own, std::span<const Part> parts)
{
    bytes_.clear();
    std::uint32_t before = 0;
    for (const Change& change : own) {
        bytes_.append_packed(change.counter - std::exchange(before, change.counter));
        bytes_.append_packed(change.by);
    }
    growths_.push_back({changes_.intern(bytes_.view()), parts_.size()});
    for (const Part& part : parts) parts_.push_back(part);
    return static_cast<Number>(growths_.size() - 1);
}

void GrowthStore::add_to(Counts& counts, std::span<const Part> grown, CounterPlaces& places) const
{
    Occurrences occurrences(growths_.size());
    for (const Part& part : grown) occurrences.add(part, 1);
    for (std::size_t growth = growths_.size(); growth-- > 0;) {
        const std::span<const char> own = changes_[growths_[growth].own];
        occurrences.each(growth, [&](CounterPlace place, std::uint64_t times) {
            std::uint32_t number = 0;
            for (const char* next = own.data(); next != own.data() + own.size();) {
                number += static_cast<std::uint32_t>(take_packed(next));
                counts.add(places.counter_of(number, place), take_packed(next), times);
            }
            for (std::uint64_t p = growths_[growth].first_part; p < end_of_parts(growth); ++p)
                occurrences.add({parts_[p].growth, places.placed_in(place, parts_[p].place)}, times);
        });
    }
}

std::vector<GrowthStore::Number> GrowthStore::keep(std::vector<bool> marked)
{
    for (std::size_t growth = growths_.size(); growth-- > 0;) {
        if (!marked[growth]) continue;
        for (std::uint64_t p = growths_[growth].first_part; p < end_of_parts(growth); ++p)
            marked[parts_[p].growth] = true;
    }
    // In place: what is kept moves towards the beginning.
    StateStore changes;
    std::vector<Number> numbers(growths_.size());
    Number kept = 0;
    std::uint64_t kept_parts = 0;
    for (std::size_t growth = 0; growth < growths_.size(); ++growth) {
        if (!marked[growth]) continue;
        const std::span<const char> own = changes_[growths_[growth].own];
        const std::uint64_t first_part = kept_parts;
        for (std::uint64_t p = growths_[growth].first_part; p < end_of_parts(growth); ++p)
            parts_[kept_parts++] = {numbers[parts_[p].growth], parts_[p].place};
        numbers[growth] = kept;
        growths_[kept++] = {changes.intern({own.data(), own.size()}), first_part};
    }
    growths_.shrink(kept);
    parts_.shrink(kept_parts);
    changes_ = std::move(changes);
    return numbers;
}

std::uint64_t GrowthStore::bytes() const { return growths_.bytes() + parts_.bytes() + changes_.bytes(); }

void GrowthStore::clear() { *this = GrowthStore(); }

}  // namespace deltasim::sim
