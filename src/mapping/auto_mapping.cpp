// SPDX-License-Identifier: MIT
#include "mapping/auto_mapping.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace deltasim::mapping
{

namespace
{

using model::Extents;
using model::MappingLevel;
using model::NestMapping;

constexpr auto along_outputs = position_of(Dimension::outputs);
constexpr auto along_inputs = position_of(Dimension::inputs);
constexpr auto along_samples = position_of(Dimension::samples);
constexpr model::LoopOrder by_rows{Dimension::outputs, Dimension::inputs, Dimension::samples};
constexpr model::LoopOrder by_columns{Dimension::inputs, Dimension::outputs, Dimension::samples};

std::uint64_t round_to(std::uint64_t value, std::uint64_t step)
{
    return std::max<std::uint64_t>(1, value / step) * step;
}

/// What the rule asks about a nest.
struct Shape {
    Extents extents{1, 1, 1};
    bool sums_over_outputs = false;
    bool sums_over_samples = false;
    bool holds_row = false;          ///< deltas in registers while a row goes by
    bool holds_column = false;       ///< activations while a column does
    std::vector<Tensor> of_weights;  ///< tensors with a word a weight, off chip, that may have tiles
    std::vector<Tensor> of_samples;  ///< and those with words of each sample
};

class AutoMapping
{
public:
    AutoMapping(const MappingTask& task, std::size_t n, const model::Placement& placed,
                const std::vector<std::uint64_t>& tile_bytes)
        : task_(task), nest_(task.unmapped.nests[n]), machine_{task.array, task.spaces, placed, task.precisions},
          tile_bytes_(tile_bytes)
    {
        for (const Stage& stage : stages_of(nest_)) look_at(stage);
    }

    std::optional<NestMapping> find()
    {
        choose_lanes();
        for (const bool tiled : {true, false}) {
            for (Extents tile = shape_.extents;;) {
                NestMapping mapping = written(tile, tiled);
                if (fits(mapping)) return mapping;
                if (!tiled || !shrink(tile)) break;
            }
        }
        return std::nullopt;
    }

private:
    void look_at(const Stage& stage)
    {
        for (std::size_t d = 0; d < dimension_count; ++d) {
            shape_.extents[d] = std::max(shape_.extents[d], stage.extents[d]);
        }
        for (const Sum& sum : sums_of(stage)) {
            shape_.sums_over_outputs = shape_.sums_over_outputs || sum.over[along_outputs];
            shape_.sums_over_samples = shape_.sums_over_samples || sum.over[along_samples];
        }
        for (const Statement& statement : stage.statements) {
            for_each_step(statement, [&](const schedule::Step& step, const std::vector<std::uint64_t>&) {
                for (const schedule::RegisterUse& use : step.registers) {
                    shape_.holds_column = shape_.holds_column || use.kind == schedule::Register::kept_activation;
                    shape_.holds_row = shape_.holds_row || (use.kind == schedule::Register::latched_delta && !use.sets);
                }
            });
        }
        for (const Walk& walk : walks_of(nest_, stage)) {
            const auto home = machine_.placement.find(walk.tensor);
            if (home == machine_.placement.end() || task_.spaces[home->second.memory].on_chip) continue;
            if (!walk.alike || !tile_memory(walk.tensor.tensor, task_.spaces)) continue;
            const bool of_weights = walk.coefficients[along_outputs] > 0 && walk.coefficients[along_inputs] > 0;
            const bool of_samples = walk.coefficients[along_samples] > 0;
            auto& list = of_samples ? shape_.of_samples : shape_.of_weights;
            if (!of_weights && !of_samples) continue;
            if (std::find(list.begin(), list.end(), walk.tensor.tensor) == list.end()) {
                list.push_back(walk.tensor.tensor);
            }
        }
    }

    void choose_lanes()
    {
        columns_ = Dimension::inputs;
        const bool sums_in_row =
            shape_.holds_column || (shape_.sums_over_outputs && shape_.extents[along_samples] < rows());
        rows_ = sums_in_row ? Dimension::inputs : shape_.sums_over_outputs ? Dimension::samples : Dimension::outputs;
        block_ = {1, 1, 1};
        block_[along_inputs] = sums_in_row ? task_.array.lanes : task_.array.columns;
        if (!sums_in_row) block_[position_of(rows_)] = rows();
        for (std::size_t d = 0; d < dimension_count; ++d) block_[d] = std::min(block_[d], shape_.extents[d]);
    }

    [[nodiscard]] std::uint64_t rows() const { return std::max<std::uint64_t>(1, task_.array.rows); }
    [[nodiscard]] bool walks_columns() const { return shape_.sums_over_outputs || shape_.holds_column; }

    /// Halves the dimension whose words stay; then the one whose words go by.
    bool shrink(Extents& tile) const
    {
        const std::size_t goes_by = walks_columns() ? along_outputs : along_inputs;
        const std::size_t stays = walks_columns() ? along_inputs : along_outputs;
        const std::size_t order[2]{goes_by, stays};
        const Extents least = weight_tile();
        if (shape_.holds_row) {
            // A row in registers goes by whole.
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

    /// Weights that are brought at a time: a block of the array along one side.
    [[nodiscard]] Extents weight_tile() const
    {
        const auto memory = tile_memory(Tensor::weight, task_.spaces);
        if (!memory) return shape_.extents;
        const std::uint64_t words = tile_bytes_[*memory] / 8 / bytes_of(task_.precisions.of(Tensor::weight)) / 2;
        // As long are the runs of what goes by, of every sample.
        const std::uint64_t run = 2 * words / shape_.extents[along_samples];
        const std::size_t along = walks_columns() ? along_outputs : along_inputs;
        const std::size_t across = walks_columns() ? along_inputs : along_outputs;
        Extents tile = shape_.extents;
        tile[across] = std::min(tile[across], step_along(across));
        tile[along] = std::min(tile[along], round_to(std::min(words / tile[across], run), step_along(along)));
        return tile;
    }

    /// Blocks of the array; along inputs, where neighbours lie side by side, whole bursts of a DRAM, too.
    [[nodiscard]] std::uint64_t step_along(std::size_t dimension) const
    {
        if (dimension != along_inputs || shape_.holds_column) return block_[dimension];
        const std::uint64_t burst =
            std::min<std::uint64_t>(64, task_.burst_bytes) / bytes_of(task_.precisions.of(Tensor::weight));
        const std::uint64_t step = std::lcm(block_[dimension], std::max<std::uint64_t>(1, burst));
        return step < shape_.extents[dimension] ? step : block_[dimension];
    }

    void add_levels(const std::vector<Tensor>& tensors, const Extents& tile, std::uint64_t buffers,
                    const model::LoopOrder& order, NestMapping& mapping) const
    {
        std::map<std::size_t, std::vector<Tensor>> by_memory;
        for (const Tensor tensor : tensors) {
            if (const auto memory = tile_memory(tensor, task_.spaces)) by_memory[*memory].push_back(tensor);
        }
        for (const auto& [memory, keep] : by_memory) {
            mapping.levels.push_back({task_.spaces[memory].name, tile, keep, buffers, order});
        }
    }

    [[nodiscard]] NestMapping written(const Extents& tile, bool tiled) const
    {
        NestMapping mapping;
        mapping.rows = rows_;
        mapping.columns = columns_;
        const model::LoopOrder& order = walks_columns() ? by_columns : by_rows;
        mapping.levels.push_back({.memory = task_.spaces.back().name, .order = order});
        if (tiled) {
            std::vector<Tensor> of_samples = shape_.of_samples;
            of_samples.push_back(Tensor::partial_sum);
            const bool changes = tile[walks_columns() ? along_outputs : along_inputs] <
                                 shape_.extents[walks_columns() ? along_outputs : along_inputs];
            add_levels(of_samples, cut(tile), changes ? 2 : 1, order, mapping);
            Extents weights = weight_tile();
            for (std::size_t d = 0; d < dimension_count; ++d) weights[d] = std::min(weights[d], tile[d]);
            if (keeps_weights())
                add_levels(shape_.of_weights, cut(weights), 2, {Dimension::samples, order[0], order[1]}, mapping);
        }
        if (group() > 0 && group() < shape_.extents[along_samples]) {
            mapping.levels.back().order = {Dimension::samples, order[0], order[1]};
            mapping.levels.push_back({.memory = mapping.levels.back().memory, .tile = {0, 0, group()}, .order = order});
        } else {
            mapping.levels.back().order = order;
        }
        return mapping;
    }

    /// Where one row of lanes goes along a row of weights, and uses each for all samples at once, they come straight
    /// from their home: nobody needs them again, and neighbours follow each other.
    [[nodiscard]] bool keeps_weights() const
    {
        const bool leaves_row = walks_columns() && block_[along_inputs] < shape_.extents[along_inputs];
        return leaves_row || block_[along_outputs] > 1 || (group() > 0 && group() < shape_.extents[along_samples]);
    }

    /// Samples that go by while a weight stays in its register. Sums over them need one accumulator, others one a
    /// sample. 0: all.
    [[nodiscard]] std::uint64_t group() const
    {
        return shape_.sums_over_samples ? 0 : task_.array.accumulators * block_[along_samples];
    }

    /// As large as outside where nothing is cut.
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
            const std::vector<std::uint64_t> bytes = tile_bytes(nest_, mapping, machine_);
            return std::equal(bytes.begin(), bytes.end(), tile_bytes_.begin(), std::less_equal<>());
        } catch (const MappingError&) {
            return false;
        }
    }

    const MappingTask& task_;
    const schedule::LoopNest& nest_;
    MappedMachine machine_;
    const std::vector<std::uint64_t>& tile_bytes_;
    Shape shape_;
    Dimension rows_ = Dimension::outputs;
    Dimension columns_ = Dimension::inputs;
    Extents block_{1, 1, 1};
};

}  // namespace

std::optional<std::size_t> tile_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces)
{
    std::optional<std::size_t> largest;
    for (std::size_t m = 0; m < spaces.size(); ++m) {
        if (!spaces[m].on_chip || !spaces[m].is_for(tensor)) continue;
        if (!largest || spaces[m].capacity_bytes > spaces[*largest].capacity_bytes) largest = m;
    }
    return largest;
}

std::optional<model::NestMapping> auto_mapping(const MappingTask& task, std::size_t n, const model::Placement& placed,
                                               const std::vector<std::uint64_t>& tile_bytes)
{
    return AutoMapping(task, n, placed, tile_bytes).find();
}

}  // namespace deltasim::mapping
