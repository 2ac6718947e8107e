// SPDX-License-Identifier: MIT
#include "model/placement.hpp"

#include <algorithm>

#include "core/checked.hpp"

namespace deltasim::model
{

namespace
{

std::string text_of(TensorId id) { return std::string(name_of(id.tensor)) + "[" + std::to_string(id.layer) + "]"; }

bool is_of_biases(TensorArray array)
{
    return array == TensorArray::of_biases || array == TensorArray::second_of_biases;
}

/// Tensors with a lower rank are placed earlier.
int placement_rank(TensorId id)
{
    switch (id.tensor) {
    case Tensor::target: return 0;
    case Tensor::delta: return 1;
    case Tensor::activation: return 2;
    case Tensor::preactivation: return 3;
    case Tensor::bias: return 4;
    case Tensor::optimizer_state: return is_of_biases(id.array) ? 5 : 9;
    case Tensor::gradient: return is_of_biases(id.array) ? 6 : 10;
    case Tensor::weight: return 7;
    case Tensor::master_weight: return 8;
    case Tensor::partial_sum: return 4;
    }
    return 0;
}

/// A first part of less than one row in this many saves too little to be worth a split.
constexpr std::uint64_t least_share = 16;

bool is_placed_before(TensorId a, TensorId b)
{
    const int rank_a = placement_rank(a);
    const int rank_b = placement_rank(b);
    if (rank_a != rank_b) return rank_a < rank_b;
    return a.layer != b.layer ? a.layer > b.layer : a.array < b.array;
}

/// Fills memories from their first byte upwards.
class Allocation
{
public:
    explicit Allocation(const std::vector<MemorySpace>& memories) : memories_(memories), used_(memories.size(), 0) {}

    /// Bytes by which `bytes` more would exceed the memory.
    [[nodiscard]] std::uint64_t missing(std::size_t memory, std::uint64_t bytes) const
    {
        const std::uint64_t needed = checked_add(start(memory), bytes);
        const std::uint64_t capacity = memories_[memory].capacity_bytes;
        return needed > capacity ? needed - capacity : 0;
    }

    /// Bytes that are still free.
    [[nodiscard]] std::uint64_t left(std::size_t memory) const
    {
        const std::uint64_t capacity = memories_[memory].capacity_bytes;
        return capacity - std::min(capacity, start(memory));
    }

    /// Reserves room for an array that has a home already.
    void keep(const Home& home, std::uint64_t bytes)
    {
        used_[home.memory] = std::max(used_[home.memory], checked_add(home.address.value(), bytes));
    }

    Home take(std::size_t memory, std::uint64_t bytes)
    {
        const Home home{memory, Bytes(start(memory))};
        used_[memory] = home.address.value() + bytes;
        return home;
    }

private:
    [[nodiscard]] std::uint64_t start(std::size_t memory) const
    {
        return round_up(used_[memory], memories_[memory].alignment_bytes);
    }

    const std::vector<MemorySpace>& memories_;
    std::vector<std::uint64_t> used_;
};

/// The explicit home of an array: by tensor and layer, else by tensor.
ExplicitHomes::const_iterator find_home(TensorId id, const ExplicitHomes& homes)
{
    const auto of_layer = homes.find(text_of(id));
    return of_layer != homes.end() ? of_layer : homes.find(std::string(name_of(id.tensor)));
}

std::optional<std::size_t> explicit_home(TensorId id, const std::vector<MemorySpace>& memories,
                                         const ExplicitHomes& homes)
{
    const auto named = find_home(id, homes);
    if (named == homes.end()) return std::nullopt;
    const auto memory = std::find_if(memories.begin(), memories.end(),
                                     [&](const MemorySpace& space) { return space.name == named->second; });
    if (memory == memories.end()) throw PlacementError(text_of(id) + ": there is no memory " + named->second);
    return static_cast<std::size_t>(memory - memories.begin());
}

[[noreturn]] void fail(TensorId id, std::uint64_t bytes, const std::string& memory, std::uint64_t missing)
{
    throw PlacementError(text_of(id) + " of " + std::to_string(bytes) + " bytes does not fit " + memory + ": " +
                         std::to_string(missing) + " bytes are missing");
}

}  // namespace

bool MemorySpace::is_for(Tensor tensor) const
{
    return holds.empty() || std::find(holds.begin(), holds.end(), tensor) != holds.end();
}

bool has_explicit_home(TensorId tensor, const ExplicitHomes& homes) { return find_home(tensor, homes) != homes.end(); }

Placement place(const TensorWords& tensors, const TensorPrecisions& precisions,
                const std::vector<MemorySpace>& memories, const ExplicitHomes& explicit_homes)
{
    const auto size = [&](TensorId id) { return checked_multiply(tensors.at(id), bytes_of(precisions.of(id.tensor))); };
    Placement placement;
    Allocation allocation(memories);
    std::vector<TensorId> free_tensors;
    for (const auto& [id, words] : tensors) {
        const std::optional<std::size_t> memory = explicit_home(id, memories, explicit_homes);
        if (!memory) {
            free_tensors.push_back(id);
            continue;
        }
        const std::uint64_t bytes = size(id);
        const std::uint64_t missing = allocation.missing(*memory, bytes);
        if (missing > 0) fail(id, bytes, memories[*memory].name, missing);
        placement[id] = allocation.take(*memory, bytes);
    }

    std::sort(free_tensors.begin(), free_tensors.end(), is_placed_before);
    for (const TensorId id : free_tensors) {
        const std::uint64_t bytes = size(id);
        std::optional<std::size_t> chosen;
        std::optional<std::size_t> nearest;  // the memory with the fewest missing bytes
        for (const bool on_chip : {true, false}) {
            for (std::size_t memory = 0; memory < memories.size() && !chosen; ++memory) {
                if (memories[memory].on_chip != on_chip || !memories[memory].is_for(id.tensor)) continue;
                if (memories[memory].tiles_only) continue;
                const std::uint64_t missing = allocation.missing(memory, bytes);
                if (missing == 0) chosen = memory;
                if (!nearest || missing <= allocation.missing(*nearest, bytes)) nearest = memory;
            }
        }
        if (!chosen && !nearest)
            throw PlacementError(text_of(id) + ": no memory holds " + std::string(name_of(id.tensor)));
        if (!chosen) fail(id, bytes, memories[*nearest].name, allocation.missing(*nearest, bytes));
        placement[id] = allocation.take(*chosen, bytes);
    }
    return placement;
}

void place_first_rows(const std::map<TensorId, RowsOfArray>& cuttable, const TensorPrecisions& precisions,
                      const std::vector<MemorySpace>& memories, const TensorWords& words, Placement& placement)
{
    Allocation allocation(memories);
    std::vector<TensorId> tensors;
    for (const auto& [id, home] : placement) {
        allocation.keep(home, checked_multiply(words.at(id), bytes_of(precisions.of(id.tensor))));
        if (cuttable.contains(id) && !memories[home.memory].on_chip) tensors.push_back(id);
    }
    std::sort(tensors.begin(), tensors.end(), is_placed_before);
    for (const TensorId id : tensors) {
        const RowsOfArray& array = cuttable.at(id);
        const std::uint64_t row_bytes = checked_multiply(array.row_words, bytes_of(precisions.of(id.tensor)));
        std::size_t roomiest = 0;
        std::uint64_t most = 0;
        for (std::size_t memory = 0; memory < memories.size(); ++memory) {
            if (!memories[memory].on_chip || !memories[memory].is_for(id.tensor)) continue;
            if (memories[memory].tiles_only) continue;
            const std::uint64_t rows = std::min(allocation.left(memory) / row_bytes, array.rows - 1);
            if (rows <= most) continue;
            roomiest = memory;
            most = rows;
        }
        const std::uint64_t rows = most / array.granule * array.granule;
        if (rows == 0 || rows < divide_up(array.rows, least_share)) continue;
        Home others = placement.at(id);
        others.words_before = rows * array.row_words;
        placement.erase(id);
        TensorId part = id;
        part.rows = TensorRows::first;
        placement[part] = allocation.take(roomiest, checked_multiply(rows, row_bytes));
        part.rows = TensorRows::others;
        placement[part] = others;
    }
}

}  // namespace deltasim::model
