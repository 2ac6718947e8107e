// SPDX-License-Identifier: MIT
#include "mapping/auto_mapping.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "core/checked.hpp"
#include "mapping/nest_shape.hpp"

namespace deltasim::mapping
{

namespace
{

using model::Extents;
using model::MappingLevel;
using model::NestMapping;

constexpr model::LoopOrder by_rows{Dimension::outputs, Dimension::inputs, Dimension::samples};
constexpr model::LoopOrder by_columns{Dimension::inputs, Dimension::outputs, Dimension::samples};

std::uint64_t round_to(std::uint64_t value, std::uint64_t step)
{
    return std::max<std::uint64_t>(1, value / step) * step;
}

class AutoMapping
{
public:
    AutoMapping(const MappingTask& task, std::size_t n, const model::Placement& placed,
                const std::vector<std::uint64_t>& tile_bytes)
        : task_(task), nest_(task.unmapped.nests[n]), machine_{task.array, task.spaces, placed, task.precisions},
          tile_bytes_(tile_bytes), shape_(shape_of(nest_, machine_))
    {
    }

    using Pair = std::pair<NestMapping, NestMapping>;

    /// The mappings of two nests that run as one. The other one takes over lanes and tiles from the first.
    static std::optional<Pair> find_pair(AutoMapping& first, AutoMapping& others)
    {
        first.choose_lanes();
        // All activations would go to the nearer memory for each row, for a single lane at a time.
        if (first.has_near_tiles() && first.task_.array.lanes == 1) return std::nullopt;
        first.narrow_weights();
        others.rows_ = first.rows_;
        others.columns_ = first.columns_;
        others.block_ = first.block_;
        for (std::size_t d = 0; d < dimension_count; ++d)
            others.block_[d] = std::min(others.block_[d], others.shape_.extents[d]);
        first.pair_weights_ = others.pair_weights_ = first.weight_tile();
        for (Extents tile = first.shape_.extents;;) {
            if (auto pair = written_pair(first, others, tile, std::nullopt)) {
                for (Extents near = tile; first.has_near_tiles();) {
                    if (auto nearer = written_pair(first, others, tile, near)) return nearer;
                    if (!first.shrink(near) || first.cuts_samples(near)) break;
                }
                return pair;
            }
            if (!first.shrink(tile) || first.cuts_samples(tile)) return std::nullopt;
        }
    }

    std::optional<NestMapping> find()
    {
        if (shape_.has_chains) return std::nullopt;
        choose_lanes();
        for (const bool tiled : {true, false}) {
            for (Extents tile = shape_.extents;;) {
                const NestMapping mapping = written(tile, std::nullopt, tiled);
                if (fits(mapping)) return tiled && has_near_tiles() ? with_near_tiles(tile).value_or(mapping) : mapping;
                if (!tiled || !shrink(tile)) break;
            }
        }
        return std::nullopt;
    }

private:
    /// The mappings of a pair with these tiles, if both fit.
    static std::optional<Pair> written_pair(const AutoMapping& first, const AutoMapping& others, const Extents& tile,
                                            const std::optional<Extents>& near)
    {
        Pair pair{first.written(tile, near, true), others.written(tile, near, true)};
        try {
            const auto plan = plan_pair(first.nest_, pair.first, others.nest_, pair.second, first.machine_);
            if (plan && first.has_room(tile_bytes(*plan, first.machine_))) return pair;
        } catch (const MappingError&) {
            // An order that is not legal.
        }
        return std::nullopt;
    }

    /// Takes fewer rows of the array where two tiles of weights that are as high as the array would not fit.
    void narrow_weights()
    {
        const auto memory = innermost_memory(Tensor::weight, task_.spaces);
        const auto has_no_room = [&] {
            const Extents tile = weight_tile();
            const std::uint64_t words = checked_multiply(tile[along_outputs], tile[along_inputs]);
            return 4 * checked_multiply(words, bytes_of(task_.precisions.of(Tensor::weight))) > tile_bytes_[*memory];
        };
        while (memory && block_[along_outputs] > 1 && has_no_room())
            block_[along_outputs] = divide_up(block_[along_outputs], std::uint64_t{2});
    }

    /// True if the weights of a pair would come anew for each part of the samples.
    [[nodiscard]] bool cuts_samples(const Extents& tile) const
    {
        return tile[along_samples] < shape_.extents[along_samples];
    }

    [[nodiscard]] bool has_near_tiles() const
    {
        const auto has_near = [&](Tensor tensor) { return near_memory(tensor, task_.spaces).has_value(); };
        return has_near(Tensor::partial_sum) ||
               std::any_of(shape_.of_samples.begin(), shape_.of_samples.end(), has_near);
    }

    /// The mapping with a second level of tiles, in a memory nearer to the array; nothing where they have no room
    /// there.
    [[nodiscard]] std::optional<NestMapping> with_near_tiles(const Extents& outside) const
    {
        for (Extents tile = outside;;) {
            const NestMapping mapping = written(outside, tile, true);
            if (fits(mapping)) return mapping;
            if (!shrink(tile)) return std::nullopt;
        }
    }

    void choose_lanes()
    {
        columns_ = Dimension::inputs;
        // Without multicast, neighbours along a row take words that are adjacent in memory, so they can be read
        // together. The same holds for weights that are used only once, straight from their home. Cores do not add up
        // each other's sums: each core has outputs of its own.
        const bool by_cores = task_.array.instructions && !shape_.sums_over_outputs;
        const bool sums_in_row = shape_.holds_column ||
                                 (!by_cores && (!task_.array.multicast_columns || !has_batch())) ||
                                 (shape_.sums_over_outputs && !fills_rows_with_samples());
        rows_ = sums_in_row ? Dimension::inputs : shape_.sums_over_outputs ? Dimension::samples : Dimension::outputs;
        block_ = {1, 1, 1};
        block_[along_inputs] = sums_in_row ? task_.array.lanes : task_.array.columns;
        if (!sums_in_row) block_[position_of(rows_)] = rows();
        for (std::size_t d = 0; d < dimension_count; ++d) block_[d] = std::min(block_[d], shape_.extents[d]);
    }

    /// True if rows of lanes along samples take fewer steps than one row of all lanes along inputs.
    [[nodiscard]] bool fills_rows_with_samples() const
    {
        const std::uint64_t samples = shape_.extents[along_samples];
        const std::uint64_t inputs = shape_.extents[along_inputs];
        return samples >= rows() || divide_up(inputs, std::max<std::uint64_t>(1, task_.array.columns)) <
                                        checked_multiply(samples, divide_up(inputs, task_.array.lanes));
    }

    [[nodiscard]] bool has_batch() const { return shape_.extents[along_samples] > 1; }
    [[nodiscard]] std::uint64_t rows() const { return std::max<std::uint64_t>(1, task_.array.rows); }
    [[nodiscard]] bool walks_columns() const { return shape_.sums_over_outputs || shape_.holds_column; }

    /// Makes a tile smaller along the dimension whose words are streamed (`goes_by`), then along the one whose words
    /// are stationary (`stays`), and last along samples.
    bool shrink(Extents& tile) const
    {
        const std::size_t goes_by = walks_columns() ? along_outputs : along_inputs;
        const std::size_t stays = walks_columns() ? along_inputs : along_outputs;
        const std::size_t order[2]{goes_by, stays};
        const Extents least = weight_tile();
        if (shape_.holds_row) {
            // A row that stays in registers is not cut.
            if (tile[stays] > least[stays]) {
                tile[stays] = block_[stays];
                return true;
            }
        } else if (tile[goes_by] > least[goes_by]) {
            tile[goes_by] = least[goes_by];
            return true;
        }
        for (const std::size_t d : order) {
            if (tile[d] <= least[d]) continue;
            tile[d] = std::max(least[d], round_to((tile[d] + 1) / 2, step_along(d)));
            return true;
        }
        if (tile[along_samples] <= block_[along_samples]) return false;
        tile[along_samples] = round_to((tile[along_samples] + 1) / 2, block_[along_samples]);
        return true;
    }

    /// The tile of weights that is filled at a time: one block of the array along one dimension, long along the other.
    [[nodiscard]] Extents weight_tile() const
    {
        const auto memory = innermost_memory(Tensor::weight, task_.spaces);
        if (!memory) return shape_.extents;
        const std::uint64_t words = tile_bytes_[*memory] / 8 / bytes_of(task_.precisions.of(Tensor::weight)) / 2;
        // The streamed words that go with such a tile are runs of this length, one for every sample.
        const std::uint64_t run = 2 * words / shape_.extents[along_samples];
        const std::size_t along = walks_columns() ? along_outputs : along_inputs;
        const std::size_t across = walks_columns() ? along_inputs : along_outputs;
        Extents tile = shape_.extents;
        tile[across] = std::min(tile[across], step_along(across));
        tile[along] = std::min(tile[along], round_to(std::min(words / tile[across], run), step_along(along)));
        if (along == along_outputs) {
            // The first rows of weights may lie on chip, if not all rows are in one tile.
            tile[along] = std::min(tile[along], round_to(shape_.extents[along] / 8, rows()));
        }
        return tile;
    }

    /// The unit of a tile's size: blocks of the array. Along inputs, where neighbours are adjacent in memory, also
    /// whole DRAM bursts.
    [[nodiscard]] std::uint64_t step_along(std::size_t dimension) const
    {
        if (dimension != along_inputs || shape_.holds_column) return block_[dimension];
        const std::uint64_t burst =
            std::min<std::uint64_t>(64, task_.burst_bytes) / bytes_of(task_.precisions.of(Tensor::weight));
        const std::uint64_t step = std::lcm(block_[dimension], std::max<std::uint64_t>(1, burst));
        return step < shape_.extents[dimension] ? step : block_[dimension];
    }

    using MemoryOf = std::optional<std::size_t> (*)(Tensor, const std::vector<model::MemorySpace>&);

    /// Adds levels that keep a tile of each of these tensors, in the tensor's memory.
    void add_levels(const std::vector<Tensor>& tensors, MemoryOf memory_of, const Extents& tile, std::uint64_t buffers,
                    const model::LoopOrder& order, NestMapping& mapping) const
    {
        std::map<std::size_t, std::vector<Tensor>> by_memory;
        for (const Tensor tensor : tensors) {
            if (const auto memory = memory_of(tensor, task_.spaces)) by_memory[*memory].push_back(tensor);
        }
        for (const auto& [memory, keep] : by_memory) {
            mapping.levels.push_back({task_.spaces[memory].name, cut(tile), keep, buffers, order});
        }
    }

    /// Adds levels for the tensors with words of each sample, within a tile of the size `outside`.
    void add_sample_levels(MemoryOf memory_of, const Extents& tile, const Extents& outside,
                           const model::LoopOrder& order, NestMapping& mapping) const
    {
        std::vector<Tensor> tensors = shape_.of_samples;
        tensors.push_back(Tensor::partial_sum);
        const std::size_t goes_by = walks_columns() ? along_outputs : along_inputs;
        add_levels(tensors, memory_of, tile, tile[goes_by] < outside[goes_by] ? 2 : 1, order, mapping);
    }

    [[nodiscard]] NestMapping written(const Extents& tile, const std::optional<Extents>& near, bool tiled) const
    {
        NestMapping mapping;
        mapping.rows = rows_;
        mapping.columns = columns_;
        const model::LoopOrder& order = walks_columns() ? by_columns : by_rows;
        mapping.levels.push_back({.memory = task_.spaces.back().name, .order = order});
        if (tiled) {
            add_sample_levels(tile_memory, tile, shape_.extents, order, mapping);
            if (near) add_sample_levels(near_memory, *near, tile, order, mapping);
            const Extents& outside = near ? *near : tile;
            Extents weights = pair_weights_.value_or(weight_tile());
            for (std::size_t d = 0; d < dimension_count; ++d) weights[d] = std::min(weights[d], outside[d]);
            const MemoryOf memory_of = near ? innermost_memory : tile_memory;
            if (keeps_weights())
                add_levels(shape_.of_weights, memory_of, weights, 2, {Dimension::samples, order[0], order[1]}, mapping);
        }
        add_groups(order, mapping);
        return mapping;
    }

    /// True if weights have tiles. They need none where one row of lanes walks along a row of weights and uses each
    /// weight for all samples at once: then no weight is used again, neighbours are adjacent, and weights stream
    /// straight from their home.
    [[nodiscard]] bool keeps_weights() const
    {
        if (pair_weights_) return true;
        if (!has_batch()) return false;
        const bool leaves_row = walks_columns() && block_[along_inputs] < shape_.extents[along_inputs];
        const bool in_bursts = sums_samples_in_groups();
        return leaves_row || in_bursts || block_[along_outputs] > 1 ||
               (group() > 0 && group() < shape_.extents[along_samples]);
    }

    /// Adds a level for the sums that lanes work on in turn, as many as there are accumulators: one operand stays in
    /// its register meanwhile.
    void add_groups(const model::LoopOrder& order, NestMapping& mapping) const
    {
        const std::string& memory = mapping.levels.back().memory;
        if (group() > 0 && group() < shape_.extents[along_samples]) {
            mapping.levels.back().order = {Dimension::samples, order[0], order[1]};
            mapping.levels.push_back({.memory = memory, .tile = {0, 0, group()}, .order = order});
            return;
        }
        mapping.levels.back().order = order;
        if (!sums_samples_in_groups()) return;
        const std::uint64_t inputs = block_[along_inputs] * task_.array.accumulators;
        mapping.levels.push_back({.memory = memory,
                                  .tile = {block_[along_outputs], inputs, 0},
                                  .order = {Dimension::samples, Dimension::outputs, Dimension::inputs}});
    }

    /// True if a lane works in turn on several sums over samples. It works on one sum at a time where registers hold a
    /// row or column, or where a systolic array would have to shift in a new delta for every few sums.
    [[nodiscard]] bool sums_samples_in_groups() const
    {
        const bool shifts = task_.array.reduction == machine::Reduction::systolic;
        return shape_.sums_over_samples && !shape_.holds_row && !shape_.holds_column && !shifts;
    }

    /// Samples for which a weight stays in its register: one for each sum. 0: all samples, or samples are summed.
    [[nodiscard]] std::uint64_t group() const
    {
        return shape_.sums_over_samples ? 0 : task_.array.accumulators * block_[along_samples];
    }

    /// A size of 0 (the loop is not cut) where the tile covers the whole extent.
    [[nodiscard]] Extents cut(Extents tile) const
    {
        for (std::size_t d = 0; d < dimension_count; ++d) {
            if (tile[d] >= shape_.extents[d]) tile[d] = 0;
        }
        return tile;
    }

    [[nodiscard]] bool fits(const NestMapping& mapping) const
    {
        try {
            return has_room(tile_bytes(plan_nest(nest_, mapping, machine_), machine_));
        } catch (const MappingError&) {
            return false;
        }
    }

    [[nodiscard]] bool has_room(const std::vector<std::uint64_t>& bytes) const
    {
        return std::equal(bytes.begin(), bytes.end(), tile_bytes_.begin(), std::less_equal<>());
    }

    const MappingTask& task_;
    const schedule::LoopNest& nest_;
    MappedMachine machine_;
    const std::vector<std::uint64_t>& tile_bytes_;
    NestShape shape_;
    Dimension rows_ = Dimension::outputs;
    Dimension columns_ = Dimension::inputs;
    Extents block_{1, 1, 1};
    std::optional<Extents> pair_weights_;  ///< the tile of weights, of a nest that is one of a pair
};

}  // namespace

std::optional<model::NestMapping> auto_mapping(const MappingTask& task, std::size_t n, const model::Placement& placed,
                                               const std::vector<std::uint64_t>& tile_bytes)
{
    return AutoMapping(task, n, placed, tile_bytes).find();
}

std::optional<std::pair<NestMapping, NestMapping>> auto_pair(const MappingTask& task, std::size_t n,
                                                             const model::Placement& placed,
                                                             const std::vector<std::uint64_t>& tile_bytes,
                                                             const std::optional<NestMapping>& first,
                                                             const std::optional<NestMapping>& others)
{
    AutoMapping of_first(task, n, placed, tile_bytes);
    AutoMapping of_others(task, n + 1, placed, tile_bytes);
    auto pair = AutoMapping::find_pair(of_first, of_others);
    if (!pair || !first || !others) return pair;
    const std::vector<schedule::LoopNest>& nests = task.unmapped.nests;
    const MappedMachine machine{task.array, task.spaces, placed, task.precisions};
    const auto together = plan_pair(nests[n], pair->first, nests[n + 1], pair->second, machine);
    const double apart = bytes_off_chip(plan_nest(nests[n], *first, machine), machine) +
                         bytes_off_chip(plan_nest(nests[n + 1], *others, machine), machine);
    return bytes_off_chip(together.value(), machine) < apart ? pair : std::nullopt;
}

}  // namespace deltasim::mapping
