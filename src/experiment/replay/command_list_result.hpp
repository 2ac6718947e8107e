// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiment/replay/command_list.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/run_result.hpp"
#include "report/table.hpp"

// A priced list of commands as JSON and tables show it. Names are stable: add, do not rename.

namespace deltasim::experiment
{

struct CommandListResult {
    std::string version;
    std::string dram;
    std::uint64_t commands = 0;
    std::uint64_t cycles = 0;
    double seconds = 0.0;
    std::uint64_t activates = 0;
    std::uint64_t precharges = 0;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    std::uint64_t refreshes = 0;
    std::uint64_t bank_refreshes = 0;
    std::uint64_t rank_active_cycles = 0;
    std::uint64_t bank_active_cycles = 0;
    DramEnergyParts energy_pj;
    std::vector<std::string> assumed;
};

template <>
struct Fields<CommandListResult> {
    using Result = CommandListResult;
    static constexpr auto list =
        fields(field("version", &Result::version, "version", "", "of deltasim"),
               field("dram", &Result::dram, "DRAM", "", "the device"),
               field("commands", &Result::commands, "commands", "", "of the list"),
               field("cycles", &Result::cycles, "cycles", "", "DRAM clocks from the first command on"),
               field("seconds", &Result::seconds, "time", "s", "those clocks"),
               field("activates", &Result::activates, "activates", "", "rows opened"),
               field("precharges", &Result::precharges, "precharges", "", "banks closed"),
               field("reads", &Result::reads, "reads", "", "bursts read"),
               field("writes", &Result::writes, "writes", "", "bursts written"),
               field("refreshes", &Result::refreshes, "refreshes", "", "of whole ranks"),
               field("bank_refreshes", &Result::bank_refreshes, "bank refreshes", "", "of single banks"),
               field("rank_active_cycles", &Result::rank_active_cycles, "rank active", "cycles", "as of a run"),
               field("bank_active_cycles", &Result::bank_active_cycles, "bank active", "cycles", "as of a run"),
               field("energy_pj", &Result::energy_pj, "energy", "pJ", "by the datasheet"),
               field("assumed", &Result::assumed, "assumed", "", "keys of the figures without a published source"));
};

/// `assumed`: assumed figures of the device, with reasons.
[[nodiscard]] CommandListResult command_list_result(const CommandListReport& report,
                                                    const std::map<std::string, std::string>& assumed,
                                                    const std::string& version);

[[nodiscard]] Json command_list_json(const CommandListResult& list);

/// Summary and energy.
[[nodiscard]] std::vector<report::Table> command_list_tables(const CommandListResult& list);

}  // namespace deltasim::experiment
