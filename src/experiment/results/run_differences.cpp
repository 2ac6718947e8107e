// SPDX-License-Identifier: MIT
#include "experiment/results/run_differences.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "experiment/results/each_part.hpp"

namespace deltasim::experiment
{

namespace
{

/// Something to which energy is booked: the reads or the writes of a tensor in a memory. If `tensor` is empty: what
/// these leave of a part of the energy.
struct Item {
    std::string part;
    std::string tensor{};
    std::string memory{};
    std::string direction{};

    friend auto operator<=>(const Item&, const Item&) = default;
};

using Energies = std::map<Item, double>;

void book(Energies& energies, const Item& item, double energy)
{
    if (energy == 0.0) return;
    energies[item] = energy;
    energies[{item.part}] -= energy;
}

/// All energy of a run: accesses, the rest of the parts to which accesses belong, and the other parts.
Energies energies_of(const RunResult& run)
{
    Energies energies;
    each_part(run.energy_pj, [&](const std::string& part, double energy) { energies[{part}] = energy; });
    for (const MemoryResult& memory : run.memories) {
        const std::string part = memory.level == "dram" ? "dram" : "sram";
        for (const TensorAccesses& row : memory.by_tensor) {
            const std::string tensor(name_of(row.tensor));
            book(energies, {part, tensor, memory.name, "reads"}, static_cast<double>(row.reads) * memory.read_pj);
            book(energies, {part, tensor, memory.name, "writes"}, static_cast<double>(row.writes) * memory.write_pj);
        }
    }
    return energies;
}

std::string text_of(const Item& item)
{
    if (!item.tensor.empty()) return item.tensor + " " + item.direction + ", " + item.memory;
    if (item.part == "dram") return "DRAM rows and refresh";
    if (item.part == "sram") return "eDRAM refresh";
    if (item.part == "register_file") return "register file";
    return item.part == "static" ? "static power over the time" : item.part;
}

std::optional<std::string> text_or_none(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

std::vector<EnergyDifference> energy_differences(const RunResult& from, const RunResult& to, double part)
{
    Energies before = energies_of(from);
    Energies after = energies_of(to);
    for (auto& [item, energy] : after) {
        energy *= part;
        before.try_emplace(item, 0.0);
    }
    // If a part consists only of accesses, the rest is a rounding error and not a difference.
    const double least = 1e-12 * from.energy_pj.total;
    std::vector<EnergyDifference> rows;
    for (const auto& [item, energy] : before) {
        const double change = after[item] - energy;
        if (std::abs(change) <= least) continue;
        rows.push_back({text_of(item), text_or_none(item.tensor), text_or_none(item.memory),
                        text_or_none(item.direction), energy, after[item], change});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const EnergyDifference& a, const EnergyDifference& b) {
        return std::abs(a.change_pj) > std::abs(b.change_pj);
    });
    return rows;
}

}  // namespace deltasim::experiment
