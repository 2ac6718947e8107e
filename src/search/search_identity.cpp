// SPDX-License-Identifier: MIT
#include "search/search_identity.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "experiment/batch/sweep_survey.hpp"
#include "experiment/store/results_store.hpp"
#include "report/json_text.hpp"

namespace deltasim::search
{

namespace
{

using Json = nlohmann::ordered_json;

/// The version of the space and its bounds: increase it whenever a search may find another mapping or prove another
/// bound.
constexpr std::int64_t space_version = 4;

// A structured binding names all members of every structure, as in simulation_identity.cpp.

Json identity_of(const std::optional<machine::Cost>& cost) { return cost ? Json(cost->value) : Json(); }

Json identity_of(const machine::SramCost& sram)
{
    const auto& [capacity_bytes, width_bits, read_pj, write_pj, leakage_mw, refresh_pj, banks, cell, area_mm2] = sram;
    return {capacity_bytes,          width_bits,        read_pj.value,         write_pj.value, identity_of(leakage_mw),
            identity_of(refresh_pj), banks.value_or(0), static_cast<int>(cell)};
}

Json identity_of(const machine::PerAccessDram& dram)
{
    const auto& [read_pj_per_bit, write_pj_per_bit, static_mw] = dram;
    return {"per_access", identity_of(read_pj_per_bit), identity_of(write_pj_per_bit), identity_of(static_mw)};
}

Json identity_of(const machine::DatasheetDram& dram)
{
    const auto& [formula] = dram;
    return {"datasheet", static_cast<int>(formula)};
}

Json identity_of(const std::optional<machine::CoreCosts>& cores)
{
    if (!cores) return {};
    const auto& [instruction_pj, by_kind_pj, run_mw, idle_mw] = *cores;
    Json identity{identity_of(instruction_pj), identity_of(run_mw), identity_of(idle_mw)};
    for (const std::optional<machine::Cost>& cost : by_kind_pj) identity.push_back(identity_of(cost));
    return identity;
}

Json identity_of(const machine::CostTable& costs)
{
    const auto& [name, description, technology_nm, energy_unit, operation_pj, register_file_pj, sram, dram,
                 interconnect_pj_per_bit, pe_static_mw, cores, lane_um2, assumed] = costs;
    Json operations = Json::array();
    for (const machine::OperationCosts& in_precision : operation_pj) {
        for (const std::optional<machine::Cost>& cost : in_precision) operations.push_back(identity_of(cost));
    }
    Json rows = Json::array();
    for (const machine::SramCost& row : sram) rows.push_back(identity_of(row));
    return {operations,
            identity_of(register_file_pj),
            rows,
            std::visit([](const auto& kind) { return identity_of(kind); }, dram),
            identity_of(interconnect_pj_per_bit),
            identity_of(pe_static_mw),
            identity_of(cores)};
}

Json identity_of(const machine::DramCurrents& currents)
{
    const auto& [rails, idd3n_open_banks, rho, banks_per_bank_refresh, row_cycles, precharge_cycles] = currents;
    Json identity{static_cast<int>(idd3n_open_banks), rho, banks_per_bank_refresh, row_cycles, precharge_cycles};
    for (const auto& [name, volts, interface, milliamperes] : rails) {
        Json rail{volts, interface};
        for (const std::optional<double>& current : milliamperes) rail.push_back(current ? Json(*current) : Json());
        identity.push_back(rail);
    }
    return identity;
}

/// Everything that turns counts and time into energy.
Json identity_of(const config::PricedProcessor& priced)
{
    Json identity{{"costs", identity_of(priced.costs)}};
    if (!priced.processor.dram) return identity;
    const auto* const device = std::get_if<machine::DramDevice>(&priced.processor.dram->model);
    if (device == nullptr || !device->currents) return identity;
    identity["rated_clock_hz"] = device->rated_clock_hz;
    identity["currents"] = identity_of(*device->currents);
    return identity;
}

}  // namespace

std::string search_hash(const experiment::RunRequest& request, const config::SearchConfig& search)
{
    config::PlacementConfig placement = request.placement;
    placement.mapping = {.otherwise = model::MappingRule::best};
    const auto& [objective, budget, candidates] = search;
    Json identity{{"space", space_version},
                  {"simulation", experiment::simulation_hash(experiment::with_placement(request, placement))},
                  {"objective", name_of(objective)},
                  {"budget", budget.text},
                  {"candidates", candidates}};
    if (objective != Objective::time) identity["prices"] = identity_of(request.priced);
    return experiment::hash_of(report::strict_json(identity));
}

}  // namespace deltasim::search
