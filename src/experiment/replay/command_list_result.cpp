// SPDX-License-Identifier: MIT
#include "experiment/replay/command_list_result.hpp"

#include "experiment/results/json_writer.hpp"
#include "experiment/tables/columns.hpp"
#include "experiment/tables/result_tables.hpp"

namespace deltasim::experiment
{

CommandListResult command_list_result(const CommandListReport& report,
                                      const std::map<std::string, std::string>& assumed, const std::string& version)
{
    const DramCounts& counts = report.counts;
    CommandListResult result;
    result.version = version;
    result.dram = report.device.name;
    result.commands = report.commands;
    result.cycles = counts.cycles;
    result.seconds = report.time.value();
    result.activates = counts.activates;
    result.precharges = counts.precharges;
    result.reads = counts.reads;
    result.writes = counts.writes;
    result.refreshes = counts.refreshes;
    result.bank_refreshes = counts.bank_refreshes;
    result.rank_active_cycles = counts.rank_active_cycles;
    result.bank_active_cycles = counts.bank_active_cycles;
    result.energy_pj = dram_energy_parts(report.energy);
    for (const auto& [key, reason] : assumed) result.assumed.push_back(key);
    return result;
}

Json command_list_json(const CommandListResult& list) { return json_of(list); }

std::vector<report::Table> command_list_tables(const CommandListResult& list)
{
    using Result = CommandListResult;
    const auto summary = member_columns<Result>(
        "pJ", &Result::dram, &Result::commands, &Result::cycles, &Result::seconds, &Result::activates,
        &Result::precharges, &Result::reads, &Result::writes, &Result::refreshes, &Result::bank_refreshes);
    std::vector<report::Table> tables{table_of<Result>("Commands", summary, {list}),
                                      dram_energy_table(list.energy_pj, "pJ")};
    add_assumed(tables.front(), list.assumed);
    return tables;
}

}  // namespace deltasim::experiment
