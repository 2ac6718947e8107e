// SPDX-License-Identifier: MIT
#include "energy/dram_commands.hpp"

#include <algorithm>
#include <stdexcept>

#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

struct Bank {
    bool open = false;
    std::uint64_t opened = 0;
    std::uint64_t closes = UINT64_MAX;  ///< the clock of its auto-precharge
    std::uint64_t refreshed_until = 0;
};

}  // namespace

DramCounts counts_of(const std::vector<ListedCommand>& commands, std::uint64_t end, const ListedRank& rank)
{
    DramCounts counts;
    counts.cycles = end;
    std::vector<Bank> banks(rank.banks);
    const auto close = [&](Bank& bank) {
        if (!bank.open) return;
        bank.open = false;
        bank.closes = UINT64_MAX;
        ++counts.precharges;
    };
    const std::uint64_t banks_per_group = rank.banks / rank.bank_groups;
    const auto execute = [&](const ListedCommand& command) {
        Bank& bank = banks.at(command.bank);
        if (command.type == "ACT") {
            ++counts.activates;
            bank = {true, command.clock, UINT64_MAX, 0};
        } else if (command.type == "PRE") {
            close(bank);
        } else if (command.type == "PREA") {
            for (Bank& each : banks) close(each);
        } else if (command.type == "PRESB") {
            for (std::uint64_t i = command.bank % banks_per_group; i < rank.banks; i += banks_per_group) {
                close(banks[i]);
            }
        } else if (command.type == "RD" || command.type == "RDA") {
            ++counts.reads;
            if (command.type == "RDA") {
                bank.closes = std::max(bank.opened + rank.tRAS, command.clock + rank.read_to_precharge);
            }
        } else if (command.type == "WR" || command.type == "WRA") {
            ++counts.writes;
            if (command.type == "WRA") {
                bank.closes = std::max(bank.opened + rank.tRAS, command.clock + rank.write_to_precharge);
            }
        } else if (command.type == "REFA") {
            ++counts.refreshes;
        } else if (command.type == "REFB" || command.type == "REFSB") {
            ++counts.bank_refreshes;
            bank.refreshed_until = command.clock + rank.bank_refresh_cycles;
        } else {
            throw std::logic_error("unknown command " + command.type);
        }
    };
    auto next = commands.begin();
    for (std::uint64_t clock = 0; clock < end; ++clock) {
        for (Bank& bank : banks) {
            if (bank.open && bank.closes <= clock) close(bank);
        }
        for (; next != commands.end() && next->clock == clock; ++next) execute(*next);
        std::uint64_t open = 0;
        bool refreshes = false;
        for (const Bank& bank : banks) {
            open += bank.open ? 1 : 0;
            refreshes = refreshes || bank.refreshed_until > clock;
        }
        counts.bank_active_cycles += open;
        counts.rank_active_cycles += open > 0 ? 1 : 0;
        counts.bank_refresh_only_cycles += open == 0 && refreshes ? 1 : 0;
    }
    for (; next != commands.end(); ++next) execute(*next);  // commands at the last clock itself
    return counts;
}

}  // namespace deltasim::test
