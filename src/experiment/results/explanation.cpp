// SPDX-License-Identifier: MIT
#include "experiment/results/explanation.hpp"

#include <algorithm>

#include "experiment/results/run_differences.hpp"

namespace deltasim::experiment
{

namespace
{

/// The run of a schedule, or null.
Json run_of(const Json& comparison, const std::string& schedule)
{
    for (const Json& run : comparison["runs"]) {
        if (run["schedule"] == schedule) return run;
    }
    return nullptr;
}

const Json& memory_of(const Json& run, const std::string& name)
{
    return *std::find_if(run["memories"].begin(), run["memories"].end(),
                         [&](const Json& memory) { return memory["name"] == name; });
}

/// Whether the experiment itself says where a tensor lives.
bool is_explicit(const Json& home, const config::PlacementConfig& placement)
{
    const std::string tensor = home["tensor"];
    const std::string of_layer = tensor + "[" + std::to_string(home["layer"].get<std::uint32_t>()) + "]";
    return placement.homes.contains(tensor) || placement.homes.contains(of_layer);
}

/// On chip: since it fit. Off chip: since no on-chip memory has that much left, as placement fills them in order and
/// none gives anything back.
Json homes_json(const Json& run, const config::PlacementConfig& placement)
{
    Json homes = run["homes"];
    for (Json& home : homes) {
        const Json& memory = memory_of(run, home["memory"]);
        home["level"] = memory["level"];
        home["placed_by"] = is_explicit(home, placement) ? "experiment" : "fit";
        if (home["placed_by"] == "experiment" || home["level"] != "dram") continue;
        home["placed_by"] = "overflow";
        home["left_on_chip"] = Json::array();
        for (const Json& other : run["memories"]) {
            if (other["level"] == "dram") continue;
            const std::uint64_t left =
                other["capacity_bytes"].get<std::uint64_t>() - other["peak_bytes"].get<std::uint64_t>();
            home["left_on_chip"].push_back({{"memory", other["name"]}, {"bytes", left}});
        }
    }
    std::stable_sort(homes.begin(), homes.end(), [](const Json& a, const Json& b) { return a["bytes"] > b["bytes"]; });
    return homes;
}

Json memories_json(const Json& run)
{
    Json memories = Json::array();
    for (const Json& memory : run["memories"]) {
        Json row = Json::object();
        for (const char* key : {"name", "level", "peak_bytes", "capacity_bytes", "busy_percent"})
            row[key] = memory[key];
        memories.push_back(row);
    }
    return memories;
}

Json shares_of_energy(const Json& run)
{
    const double total = run["energy_pj"]["total"];
    Json parts = Json::array();
    for (const auto& [part, energy] : run["energy_pj"].items()) {
        if (part == "total") continue;
        parts.push_back({{"part", part},
                         {"energy_pj", energy},
                         {"share_percent", total > 0.0 ? Json(100.0 * energy.get<double>() / total) : Json()}});
    }
    return parts;
}

/// Every operand of every phase, the most expensive first.
Json accesses_json(const Json& run)
{
    const double total = run["energy_pj"]["total"];
    Json accesses = run["accesses"];
    for (Json& row : accesses) {
        row["share_percent"] = total > 0.0 ? Json(100.0 * row["energy_pj"].get<double>() / total) : Json();
    }
    std::stable_sort(accesses.begin(), accesses.end(),
                     [](const Json& a, const Json& b) { return a["energy_pj"] > b["energy_pj"]; });
    return accesses;
}

/// The scheduled operand that is read most, in words.
Json most_read(const Json& run)
{
    const auto most = std::max_element(run["operands"].begin(), run["operands"].end(),
                                       [](const Json& a, const Json& b) { return a["reads"] < b["reads"]; });
    return most == run["operands"].end() ? Json() : *most;
}

/// Cycles by cause, and the least that the bound allows.
Json time_json(const Json& run)
{
    const Json& bounds = run["bounds"];
    Json time{{"total", run["time_cycles"]["total"]}, {"causes", Json::array()}};
    const double total = time["total"];
    for (const auto& [cause, cycles] : run["time_cycles"].items()) {
        if (cause == "total" || cause == "phases") continue;
        time["causes"].push_back(
            {{"cause", cause},
             {"cycles", cycles},
             {"share_percent", total > 0.0 ? Json(100.0 * cycles.get<double>() / total) : Json()}});
    }
    std::stable_sort(time["causes"].begin(), time["causes"].end(),
                     [](const Json& a, const Json& b) { return a["cycles"] > b["cycles"]; });
    time["phases"] = run["time_cycles"]["phases"];
    time["lanes_busy_percent"] = total > 0.0 ? Json(100.0 * run["lane_busy_cycles"].get<double>() / total) : Json();
    time["bound_cycles"] = bounds["cycles"];
    time["bound_by"] = bounds["dram_cycles"] > bounds["mac_cycles"] ? "dram" : "mac";
    time["times_the_bound"] = bounds["cycles"] > 0 ? Json(total / bounds["cycles"].get<double>()) : Json();
    return time;
}

/// The rows of the comparison, the least energy first; those that failed last.
Json schedules_json(const Json& comparison)
{
    Json rows = Json::array();
    for (const Json& row : comparison["rows"]) {
        Json schedule = Json::object();
        for (const char* key : {"schedule", "energy_pj", "cycles", "seconds", "saving_percent", "error"}) {
            schedule[key] = row[key];
        }
        rows.push_back(schedule);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Json& a, const Json& b) {
        if (a["energy_pj"].is_null() || b["energy_pj"].is_null()) return !a["energy_pj"].is_null();
        return a["energy_pj"] < b["energy_pj"];
    });
    return rows;
}

/// The schedule next below the run's energy, and what makes the difference; null where none is below.
Json better_json(const Json& comparison, const Json& run)
{
    Json next;
    for (const Json& row : comparison["rows"]) {
        if (row["energy_pj"].is_null() || row["energy_pj"] >= run["energy_pj"]["total"]) continue;
        if (next.is_null() || row["energy_pj"] > next["energy_pj"]) next = row;
    }
    if (next.is_null()) return nullptr;
    const double saved = run["energy_pj"]["total"].get<double>() - next["energy_pj"].get<double>();
    return {{"schedule", next["schedule"]},
            {"energy_pj", next["energy_pj"]},
            {"saved_pj", saved},
            {"saving_percent", next["saving_percent"]},
            {"cycles", next["cycles"]},
            {"differences", energy_differences(run, run_of(comparison, next["schedule"]))}};
}

/// Bytes of weights that moved between the chip and its DRAM, against the least of any schedule.
Json bound_json(const Json& run)
{
    std::uint64_t bytes = 0;
    for (const Json& memory : run["memories"]) {
        if (memory["level"] != "dram") continue;
        const std::uint64_t access_bytes = memory["access_bits"].get<std::uint64_t>() / 8;
        for (const Json& tensor : memory["by_tensor"]) {
            if (tensor["tensor"] != "weight") continue;
            bytes += (tensor["reads"].get<std::uint64_t>() + tensor["writes"].get<std::uint64_t>()) * access_bytes;
        }
    }
    Json bound = run["bounds"];
    bound["run_weight_bytes"] = bytes;
    const auto least = bound["weight_bytes"].get<double>();
    bound["times_the_bound"] = least > 0.0 ? Json(static_cast<double>(bytes) / least) : Json();
    return bound;
}

}  // namespace

Json explanation(const Json& comparison, const config::PlacementConfig& placement)
{
    const Json run = run_of(comparison, comparison["baseline"]);
    if (run.is_null()) return nullptr;
    Json json = Json::object();
    for (const char* key : {"model", "processor", "costs", "schedule", "classes", "batch", "cycles", "seconds"}) {
        json[key] = run[key];
    }
    json["energy_pj"] = run["energy_pj"]["total"];
    for (const char* key : {"energy_unit", "energy_pj_per_sample", "seconds_per_sample", "epoch"}) json[key] = run[key];
    json["homes"] = homes_json(run, placement);
    json["memories"] = memories_json(run);
    json["energy"] = shares_of_energy(run);
    json["accesses"] = accesses_json(run);
    json["most_read"] = most_read(run);
    json["time"] = time_json(run);
    json["schedules"] = schedules_json(comparison);
    json["better"] = better_json(comparison, run);
    json["bound"] = bound_json(run);
    json["assumed"] = run["assumed"];
    json["notes"] = run["notes"];
    return json;
}

}  // namespace deltasim::experiment
