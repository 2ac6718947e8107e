// SPDX-License-Identifier: MIT
#include "experiment/results/simulation_json.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace deltasim::experiment
{

namespace
{

using Json = nlohmann::ordered_json;

// Every structure is taken apart by a structured binding, which no longer compiles when the structure gets another
// member: nothing that is counted can be forgotten here. The same list serves both ways.

template <class Counts, class Visit>
requires std::is_same_v<std::remove_const_t<Counts>, ReadsWrites>
void each_field(Counts& counts, const Visit& visit)
{
    auto& [reads, writes] = counts;
    visit("reads", reads);
    visit("writes", writes);
}

template <class Counts, class Visit>
requires std::is_same_v<std::remove_const_t<Counts>, MemoryCounts>
void each_field(Counts& counts, const Visit& visit)
{
    auto& [name, level, access_bits, by_tensor, words_moved, bits_moved, row_refreshes, queued_cycles,
           busiest_port_cycles, clock_hz] = counts;
    visit("name", name);
    visit("level", level);
    visit("access_bits", access_bits);
    visit("by_tensor", by_tensor);
    visit("words_moved", words_moved);
    visit("bits_moved", bits_moved);
    visit("row_refreshes", row_refreshes);
    visit("queued_cycles", queued_cycles);
    visit("busiest_port_cycles", busiest_port_cycles);
    visit("clock_hz", clock_hz);
}

template <class Counts, class Visit>
requires std::is_same_v<std::remove_const_t<Counts>, DramCounts>
void each_field(Counts& counts, const Visit& visit)
{
    auto& [activates, precharges, reads, writes, refreshes, bank_refreshes, row_hits, row_misses, cycles,
           rank_active_cycles, bank_active_cycles, bank_refresh_only_cycles] = counts;
    visit("activates", activates);
    visit("precharges", precharges);
    visit("reads", reads);
    visit("writes", writes);
    visit("refreshes", refreshes);
    visit("bank_refreshes", bank_refreshes);
    visit("row_hits", row_hits);
    visit("row_misses", row_misses);
    visit("cycles", cycles);
    visit("rank_active_cycles", rank_active_cycles);
    visit("bank_active_cycles", bank_active_cycles);
    visit("bank_refresh_only_cycles", bank_refresh_only_cycles);
}

template <class Counts, class Visit>
requires std::is_same_v<std::remove_const_t<Counts>, PhaseCounts>
void each_field(Counts& counts, const Visit& visit)
{
    auto& [phase, layer, cycles, accesses] = counts;
    visit("phase", phase);
    visit("layer", layer);
    visit("cycles", cycles);
    visit("accesses", accesses);
}

template <class Counts, class Visit>
requires std::is_same_v<std::remove_const_t<Counts>, RunCounts>
void each_field(Counts& counts, const Visit& visit)
{
    auto& [cycles, time, phases, lanes, operations, lane_busy_cycles, memories, dram] = counts;
    visit("cycles", cycles);
    visit("seconds", time);
    visit("phases", phases);
    visit("lanes", lanes);
    visit("operations", operations);
    visit("lane_busy_cycles", lane_busy_cycles);
    visit("memories", memories);
    visit("dram", dram);
}

/// Values are not kept.
template <class Result, class Visit>
requires std::is_same_v<std::remove_const_t<Result>, sim::SimulationResult>
void each_field(Result& result, const Visit& visit)
{
    auto& [operands, counts, steps, simulated_steps, values] = result;
    visit("operands", operands);
    visit("counts", counts);
    visit("steps", steps);
    visit("simulated_steps", simulated_steps);
}

Json written(std::uint32_t count) { return count; }
Json written(std::uint64_t count) { return count; }
Json written(double number) { return number; }
Json written(const std::string& text) { return text; }
Json written(Seconds time) { return time.value(); }
Json written(Phase phase) { return name_of(phase); }

Json written(const schedule::OperandTally& tally)
{
    Json rows = Json::array();
    for (const auto& [key, count] : tally.entries()) {
        rows.push_back({name_of(key.phase), key.layer, name_of(key.tensor), count.reads, count.writes});
    }
    return rows;
}

template <class Structure>
requires std::is_class_v<Structure> Json written(const Structure& structure);

template <class Element, std::size_t size>
Json written(const std::array<Element, size>& elements)
{
    Json list = Json::array();
    for (const Element& element : elements) list.push_back(written(element));
    return list;
}

template <class Element>
Json written(const std::vector<Element>& elements)
{
    Json list = Json::array();
    for (const Element& element : elements) list.push_back(written(element));
    return list;
}

template <class Element>
Json written(const std::optional<Element>& element)
{
    return element ? written(*element) : Json();
}

template <class Structure>
requires std::is_class_v<Structure> Json written(const Structure& structure)
{
    Json json = Json::object();
    each_field(structure, [&](const char* name, const auto& field) { json[name] = written(field); });
    return json;
}

void read(const Json& json, std::uint32_t& count) { count = json.get<std::uint32_t>(); }
void read(const Json& json, std::uint64_t& count) { count = json.get<std::uint64_t>(); }
void read(const Json& json, double& number) { number = json.get<double>(); }
void read(const Json& json, std::string& text) { text = json.get<std::string>(); }
void read(const Json& json, Seconds& time) { time = Seconds(json.get<double>()); }

template <class Enum, std::size_t size>
Enum named(const Json& json, const std::array<std::string_view, size>& names)
{
    const auto& name = json.get_ref<const std::string&>();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw Json::other_error::create(501, "unknown name " + name, &json);
    return static_cast<Enum>(found - names.begin());
}

void read(const Json& json, Phase& phase) { phase = named<Phase>(json, phase_names); }

void read(const Json& json, schedule::OperandTally& tally)
{
    for (const Json& row : json) {
        const schedule::OperandKey key{named<Phase>(row.at(0), phase_names), row.at(1).get<std::uint32_t>(),
                                       named<Tensor>(row.at(2), tensor_names)};
        tally.add_reads(key, row.at(3).get<std::uint64_t>());
        tally.add_writes(key, row.at(4).get<std::uint64_t>());
    }
}

template <class Structure>
requires std::is_class_v<Structure>
void read(const Json& json, Structure& structure);

template <class Element, std::size_t size>
void read(const Json& json, std::array<Element, size>& elements)
{
    for (std::size_t i = 0; i < size; ++i) read(json.at(i), elements[i]);
}

template <class Element>
void read(const Json& json, std::vector<Element>& elements)
{
    elements.resize(json.size());
    for (std::size_t i = 0; i < elements.size(); ++i) read(json.at(i), elements[i]);
}

template <class Element>
void read(const Json& json, std::optional<Element>& element)
{
    if (!json.is_null()) read(json, element.emplace());
}

template <class Structure>
requires std::is_class_v<Structure>
void read(const Json& json, Structure& structure)
{
    each_field(structure, [&](const char* name, auto& field) { read(json.at(name), field); });
}

}  // namespace

Json simulation_json(const sim::SimulationResult& simulation) { return written(simulation); }

sim::SimulationResult simulation_from(const Json& json)
{
    sim::SimulationResult simulation;
    read(json, simulation);
    return simulation;
}

}  // namespace deltasim::experiment
