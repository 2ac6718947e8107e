// SPDX-License-Identifier: MIT
#include "experiment/replay/replay_tables.hpp"

#include "experiment/tables/columns.hpp"
#include "experiment/tables/result_tables.hpp"

namespace deltasim::experiment
{

std::vector<report::Table> replay_tables(const ReplayResult& replay)
{
    const auto summary = member_columns<ReplayResult>(
        "pJ", &ReplayResult::dram, &ReplayResult::mapping, &ReplayResult::page, &ReplayResult::refresh,
        &ReplayResult::requests, &ReplayResult::cycles, &ReplayResult::seconds, &ReplayResult::bandwidth);
    const auto commands =
        member_columns<DramCommands>("", &DramCommands::activates, &DramCommands::precharges, &DramCommands::reads,
                                     &DramCommands::writes, &DramCommands::refreshes, &DramCommands::bank_refreshes,
                                     &DramCommands::row_hits, &DramCommands::row_misses, &DramCommands::row_conflicts);
    std::vector<report::Table> tables{
        table_of<ReplayResult>("Replay", summary, {replay}),
        table_of<ReplayLatency>("Latency", all_columns<ReplayLatency>("pJ"), {replay.latency}),
        dram_commands_table(replay.commands, commands), dram_places_table("rank", replay.commands.places.by_rank),
        dram_places_table("bank", replay.commands.places.by_bank)};
    add_assumed(tables.front(), replay.assumed);
    if (replay.energy_pj) {
        tables.push_back(dram_energy_table(*replay.energy_pj, "pJ"));
    } else {
        tables.front().notes.emplace_back("no energy: the device has no currents_ma");
    }
    return tables;
}

}  // namespace deltasim::experiment
