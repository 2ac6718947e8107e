// SPDX-License-Identifier: MIT
#include "experiment/results/run_differences.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace deltasim::experiment
{

namespace
{

/// What energy is booked to: one direction of a tensor in a memory, or, `tensor` being empty, a part of its own.
struct Item {
    std::string part;
    std::string tensor{};
    std::string memory{};
    std::string direction{};

    friend auto operator<=>(const Item&, const Item&) = default;
};

using Energies = std::map<Item, double>;

/// All of a run's energy: accesses, what remains of the parts that are theirs, and the other parts.
Energies energies_of(const Json& run)
{
    Energies energies;
    for (const auto& [part, energy] : run["energy_pj"].items()) {
        if (part != "total") energies[{part}] = energy.get<double>();
    }
    for (const Json& memory : run["memories"]) {
        const std::string part = memory["level"] == "dram" ? "dram" : "sram";
        for (const Json& tensor : memory["by_tensor"]) {
            for (const auto& [direction, price] : {std::pair{"reads", "read_pj"}, std::pair{"writes", "write_pj"}}) {
                const double energy = tensor[direction].get<double>() * memory[price].get<double>();
                if (energy == 0.0) continue;
                energies[{part, tensor["tensor"], memory["name"], direction}] = energy;
                energies[{part}] -= energy;
            }
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

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

}  // namespace

Json energy_differences(const Json& from, const Json& to)
{
    Energies before = energies_of(from);
    Energies after = energies_of(to);
    for (const auto& [item, energy] : after) before.try_emplace(item, 0.0);
    // What rounding leaves of a part whose accesses are all of it is no difference.
    const double least = 1e-12 * from["energy_pj"]["total"].get<double>();
    Json rows = Json::array();
    for (const auto& [item, energy] : before) {
        const double change = after[item] - energy;
        if (std::abs(change) <= least) continue;
        rows.push_back({{"what", text_of(item)},
                        {"tensor", text_or_null(item.tensor)},
                        {"memory", text_or_null(item.memory)},
                        {"direction", text_or_null(item.direction)},
                        {"from_pj", energy},
                        {"to_pj", after[item]},
                        {"change_pj", change}});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Json& a, const Json& b) {
        return std::abs(a["change_pj"].get<double>()) > std::abs(b["change_pj"].get<double>());
    });
    return rows;
}

}  // namespace deltasim::experiment
