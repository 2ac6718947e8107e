// SPDX-License-Identifier: MIT
#include "mapping/map_program.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>
#include <utility>

#include "core/checked.hpp"
#include "mapping/auto_mapping.hpp"
#include "mapping/nest_writer.hpp"
#include "mapping/tile_memory.hpp"

namespace deltasim::mapping
{

namespace
{

/// The nests of the machine with tiles, by the number of the first of a schedule's nests that each of them runs.
std::map<std::size_t, NestPlan> planned(const MappingTask& task, const MappedProgram& mapped,
                                        const MappedMachine& machine)
{
    const std::vector<schedule::LoopNest>& nests = task.unmapped.nests;
    std::map<std::size_t, NestPlan> plans;
    for (std::size_t n = 0; n < nests.size(); ++n) {
        if (!mapped.nests[n]) continue;
        const bool has_next = n + 1 < nests.size() && mapped.nests[n + 1];
        if (mapped.pairs && has_next && may_pair(nests[n], nests[n + 1])) {
            auto pair = plan_pair(nests[n], *mapped.nests[n], nests[n + 1], *mapped.nests[n + 1], machine);
            if (pair) {
                plans.emplace(n++, std::move(*pair));
                continue;
            }
        }
        plans.emplace(n, plan_nest(nests[n], *mapped.nests[n], machine));
    }
    return plans;
}

/// The words of every array that a nest reads or writes, including sums that leave the lanes.
model::TensorWords words_of(const MappingTask& task, const MappedProgram& mapped)
{
    model::TensorWords words = schedule::tensor_words(task.streaming);
    const model::Placement nowhere;
    const MappedMachine machine{task.array, task.spaces, nowhere, task.precisions};
    for (const auto& [n, nest] : planned(task, mapped, machine)) {
        for (const auto& [of, plan] : nest.parts) {
            for (const PlacedSum& placed : plan.sums) {
                if (!placed.leaves) continue;
                std::uint64_t sums = 1;
                for (std::size_t d = 0; d < dimension_count; ++d) {
                    sums += placed.walk.coefficients[d] * (plan.stage.extents[d] - 1);
                }
                std::uint64_t& known = words[placed.walk.tensor];
                known = std::max(known, checked_add(placed.walk.constant, sums));
            }
        }
    }
    return words;
}

std::vector<std::uint64_t> all_tile_bytes(const MappingTask& task, const MappedProgram& mapped,
                                          const model::Placement& placement)
{
    std::vector<std::uint64_t> most(task.spaces.size(), 0);
    const MappedMachine machine{task.array, task.spaces, placement, task.precisions};
    for (const auto& [n, nest] : planned(task, mapped, machine)) {
        const std::vector<std::uint64_t> bytes = tile_bytes(nest, machine);
        for (std::size_t m = 0; m < most.size(); ++m) most[m] = std::max(most[m], bytes[m]);
    }
    return most;
}

/// The room that tiles leave in the memories.
std::vector<model::MemorySpace> without_tiles(const MappingTask& task, const std::vector<std::uint64_t>& tiles)
{
    std::vector<model::MemorySpace> spaces = task.spaces;
    for (std::size_t m = 0; m < spaces.size(); ++m) {
        if (tiles[m] > spaces[m].capacity_bytes) {
            throw MappingError("the tiles kept in " + spaces[m].name + " take " + std::to_string(tiles[m]) +
                               " bytes: " + std::to_string(tiles[m] - spaces[m].capacity_bytes) + " bytes are missing");
        }
        spaces[m].capacity_bytes -= tiles[m];
    }
    return spaces;
}

/// Places tensors in the room beside the tiles. A tensor on chip may need no tiles, which gives room to others. So
/// tensors are first placed beside the tiles that are needed with no tensor on chip. The room that this makes free is
/// then used as well, unless the new placement needs more tiles.
model::Placement place_beside(const MappingTask& task, const MappedProgram& mapped, const model::TensorWords& words,
                              std::vector<std::uint64_t>& tiles)
{
    const model::Placement nowhere;
    tiles = all_tile_bytes(task, mapped, nowhere);
    const model::Placement placement = model::place(words, task.precisions, without_tiles(task, tiles), task.homes);
    const std::vector<std::uint64_t> fewer = all_tile_bytes(task, mapped, placement);
    const model::Placement closer = model::place(words, task.precisions, without_tiles(task, fewer), task.homes);
    const std::vector<std::uint64_t> least = all_tile_bytes(task, mapped, closer);
    if (!std::equal(least.begin(), least.end(), fewer.begin(), std::less_equal<>())) return placement;
    tiles = fewer;
    return closer;
}

/// By array: the numbers of the nests that read or write it.
std::map<TensorId, std::vector<std::size_t>> users(const MappingTask& task, const MappedProgram& mapped)
{
    std::map<TensorId, std::vector<std::size_t>> users;
    for (std::size_t n = 0; n < mapped.nests.size(); ++n) {
        const schedule::Program& program = mapped.nests[n] ? task.unmapped : task.streaming;
        for (const schedule::Stream& stream : program.nests[n].streams) {
            std::vector<std::size_t>& of_array = users[stream.tensor];
            if (of_array.empty() || of_array.back() != n) of_array.push_back(n);
        }
    }
    return users;
}

/// The arrays off chip that all nests allow to be cut into first rows on chip and other rows off chip.
std::map<TensorId, model::RowsOfArray> cuttable_arrays(const MappingTask& task, const MappedProgram& mapped)
{
    const MappedMachine machine{task.array, task.spaces, mapped.placement, task.precisions};
    const std::map<TensorId, std::vector<std::size_t>> users_of = users(task, mapped);
    std::map<TensorId, model::RowsOfArray> cuttable;
    for (const auto& [tensor, rows] : task.rows) {
        const auto home = mapped.placement.find(tensor);
        const bool is_off_chip = home != mapped.placement.end() && !task.spaces[home->second.memory].on_chip;
        if (!is_off_chip || model::has_explicit_home(tensor, task.homes)) continue;
        std::optional<std::uint64_t> granule = 1;
        const auto of_array = users_of.find(tensor);
        if (of_array == users_of.end()) continue;
        for (const std::size_t n : of_array->second) {
            if (!granule) break;
            if (!mapped.nests[n]) {
                if (!schedule::goes_row_by_row(task.streaming.nests[n], tensor, rows.row_words)) granule.reset();
                continue;
            }
            const auto together =
                rows_together(task.unmapped.nests[n], *mapped.nests[n], machine, tensor, rows.row_words);
            granule = together ? common_multiple(*granule, *together, rows.rows) : std::nullopt;
        }
        if (granule) cuttable.emplace(tensor, model::RowsOfArray{rows.rows, rows.row_words, *granule});
    }
    return cuttable;
}

/// Gives the remaining room on chip to the first rows of arrays that do not fit as a whole.
void place_rows(const MappingTask& task, const model::TensorWords& words, MappedProgram& mapped)
{
    model::place_first_rows(cuttable_arrays(task, mapped), task.precisions, without_tiles(task, mapped.tile_bytes),
                            words, mapped.placement);
    for (const auto& [tensor, home] : mapped.placement) {
        if (tensor.rows != TensorRows::others) continue;
        const std::uint64_t row_words = task.rows.at(tensor.all_rows()).row_words;
        mapped.splits[tensor.all_rows()] = {row_words, home.words_before / row_words};
    }
}

using LayerPhase = std::pair<std::uint32_t, Phase>;

/// The numbers of the nests of each phase on each layer, in order.
std::map<LayerPhase, std::vector<std::size_t>> nests_by_phase(const std::vector<schedule::LoopNest>& nests)
{
    std::map<LayerPhase, std::vector<std::size_t>> numbers;
    for (std::size_t n = 0; n < nests.size(); ++n) numbers[{nests[n].layer, nests[n].phase}].push_back(n);
    return numbers;
}

/// By nest: the first nest that does the same work for earlier samples. Later nests get its mapping, even the last one,
/// which may have fewer samples.
std::vector<std::optional<std::size_t>> earlier_passes(const std::vector<schedule::LoopNest>& nests)
{
    std::vector<std::optional<std::size_t>> earlier(nests.size());
    for (const auto& [phase, numbers] : nests_by_phase(nests)) {
        std::vector<std::size_t> firsts;
        for (const std::size_t n : numbers) {
            const auto found = std::find_if(firsts.begin(), firsts.end(), [&](std::size_t first) {
                return nests[first].streams == nests[n].streams;
            });
            if (found == firsts.end())
                firsts.push_back(n);
            else
                earlier[n] = *found;
        }
    }
    return earlier;
}

}  // namespace

std::vector<model::MappedLoops> mapped_loops(const std::vector<schedule::LoopNest>& nests)
{
    const std::map<LayerPhase, std::vector<std::size_t>> by_phase = nests_by_phase(nests);
    std::vector<model::MappedLoops> loops;
    for (const schedule::LoopNest& nest : nests) {
        const std::vector<std::size_t>& same = by_phase.at({nest.layer, nest.phase});
        const bool is_first_sample = nest.samples == schedule::SampleRange{0, 1};
        const bool goes_on = is_first_sample && std::any_of(same.begin(), same.end(), [&](std::size_t other) {
                                 return nests[other].streams != nest.streams && nests[other].samples.first > 0;
                             });
        loops.push_back({nest.layer, nest.phase, goes_on});
    }
    return loops;
}

namespace
{

/// What `auto` may use of each memory, and the homes that it assumes: none where every tensor has its home beyond its
/// tiles.
struct Room {
    std::vector<std::uint64_t> tile_bytes;
    model::Placement homes;
};

Room room_for_tiles(const MappingTask& task)
{
    const model::TensorWords words = schedule::tensor_words(task.streaming);
    Room room{std::vector<std::uint64_t>(task.spaces.size(), 0),
              model::place(words, task.precisions, task.spaces, task.homes)};
    std::vector<bool> has_tiles(task.spaces.size(), false);
    for (const auto& [tensor, home] : room.homes) {
        for (const auto& memory : {tile_memory(tensor.tensor, task.spaces), near_memory(tensor.tensor, task.spaces)}) {
            if (memory && home.memory > *memory) has_tiles[*memory] = true;
        }
    }
    if (std::none_of(has_tiles.begin(), has_tiles.end(), [](bool has) { return has; })) return room;
    for (std::uint64_t parts = 4; parts < 64; parts *= 2) {
        Room tried{std::vector<std::uint64_t>(task.spaces.size(), 0), {}};
        for (std::size_t m = 0; m < task.spaces.size(); ++m) {
            if (has_tiles[m]) tried.tile_bytes[m] = task.spaces[m].capacity_bytes / parts * 3;
        }
        try {
            tried.homes = model::place(words, task.precisions, without_tiles(task, tried.tile_bytes), task.homes);
            return tried;
        } catch (const model::PlacementError&) {
            // A tensor with its home there leaves less room.
        }
    }
    return room;
}

/// The mapping of each nest: its own, that of an earlier pass, or what `auto` finds.
std::vector<std::optional<model::NestMapping>> chosen_mappings(const MappingTask& task,
                                                               const std::vector<model::MappedLoops>& loops)
{
    const std::vector<schedule::LoopNest>& nests = task.streaming.nests;
    const std::vector<std::optional<std::size_t>> earlier = earlier_passes(nests);
    std::vector<std::optional<model::NestMapping>> mappings;
    std::optional<Room> room;
    bool found_before = false;  // `auto` has found that of the nest before
    for (std::size_t n = 0; n < nests.size(); ++n) {
        const model::PhaseMapping chosen = task.mapping.of(loops[n]);
        std::optional<model::NestMapping>& nest = mappings.emplace_back();
        bool found = false;
        if (const auto* own = std::get_if<model::NestMapping>(&chosen)) {
            nest = *own;
        } else if (earlier[n]) {
            nest = mappings[*earlier[n]];
        } else if (std::get<model::MappingRule>(chosen) == model::MappingRule::automatic) {
            if (!room) room = room_for_tiles(task);
            nest = auto_mapping(task, n, room->homes, room->tile_bytes);
            found = true;
            if (found_before && may_pair(task.unmapped.nests[n - 1], task.unmapped.nests[n])) {
                std::optional<model::NestMapping>& first = mappings[n - 1];
                auto pair = auto_pair(task, n - 1, room->homes, room->tile_bytes, first, nest);
                if (pair) std::tie(first, nest) = std::move(*pair);
            }
        }
        found_before = found;
    }
    return mappings;
}

/// Places tensors and tiles. Where there is no room for the tiles of a pair, its nests run one after the other.
void place_all(const MappingTask& task, MappedProgram& mapped)
{
    const auto place = [&] {
        const model::TensorWords words = words_of(task, mapped);
        mapped.placement = place_beside(task, mapped, words, mapped.tile_bytes);
        place_rows(task, words, mapped);
    };
    try {
        place();
    } catch (const model::PlacementError&) {
        if (!std::exchange(mapped.pairs, false)) throw;
        place();
    }
}

/// Writes the program that the machine runs.
void write_nests(const MappingTask& task, MappedProgram& mapped)
{
    std::vector<std::uint64_t> tile_base;
    for (std::size_t m = 0; m < task.spaces.size(); ++m) {
        tile_base.push_back(task.spaces[m].capacity_bytes - mapped.tile_bytes[m]);
    }
    const MappedMachine machine{task.array, task.spaces, mapped.placement, task.precisions, &mapped.splits};
    const std::map<std::size_t, NestPlan> plans = planned(task, mapped, machine);
    for (std::size_t n = 0; n < mapped.nests.size(); ++n) {
        if (!mapped.nests[n]) {
            const schedule::LoopNest& nest = task.streaming.nests[n];
            schedule::split_rows(mapped.program.nests.emplace_back(nest), mapped.splits);
            mapped.drawing.push_back({nest.phase, nest.layer, {}});
            continue;
        }
        const auto found = plans.find(n);
        if (found == plans.end()) continue;  // It runs with the nest before.
        const NestPlan& plan = found->second;
        mapped.program.nests.push_back(map_nest(plan, machine, tile_base, task.burst_bytes));
        mapped.drawing.push_back(drawing(plan, machine));
        if (mapped.program.nests.back().phase != Phase::forward) continue;
        for (std::size_t p = 0; p < (plan.is_pair ? 2U : 1U); ++p) {
            const auto& [nest, stage] = plan.parts[p];
            mapped.sum_orders[nest->layer].push_back({nest->samples, sum_order(stage)});
        }
    }
}

}  // namespace

MappedProgram map_program(const MappingTask& task)
{
    MappedProgram mapped;
    mapped.loops = mapped_loops(task.streaming.nests);
    mapped.nests = chosen_mappings(task, mapped.loops);
    place_all(task, mapped);
    write_nests(task, mapped);
    // Sums that stay in tiles all the time need no home.
    const model::TensorWords used = schedule::tensor_words(mapped.program);
    std::erase_if(mapped.placement, [&](const auto& home) { return !used.contains(home.first); });
    return mapped;
}

}  // namespace deltasim::mapping
