// SPDX-License-Identifier: MIT
#include "dram/small_device.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

DramDevice small_device(std::uint64_t ranks, std::uint64_t tREFI)
{
    using enum DramCommand;
    DramDevice device;
    device.name = "small";
    device.clock_hz = 100'000'000;
    device.ranks = ranks;
    device.bank_groups = 2;
    device.banks_per_group = 4;
    device.rows = 16;
    device.columns = 32;
    device.mapping = {AddressField::row, AddressField::rank, AddressField::bank_group, AddressField::bank,
                      AddressField::column};
    device.read_latency_cycles = CL;
    device.write_latency_cycles = CWL;
    device.refresh_interval_cycles = tREFI;
    device.refresh_cycles = tRFC;
    device.rules = {
        {RuleScope::bank, activate, read, 1, tRCD},
        {RuleScope::bank, activate, write, 1, tRCD},
        {RuleScope::bank, activate, precharge, 1, tRAS},
        {RuleScope::bank, precharge, activate, 1, tRP},
        {RuleScope::bank, read, precharge, 1, tRTP},
        {RuleScope::bank, write, precharge, 1, CWL + burst + tWR},
        {RuleScope::bank_group, activate, activate, 1, tRRD_L},
        {RuleScope::bank_group, read, read, 1, tCCD_L},
        {RuleScope::bank_group, write, write, 1, tCCD_L},
        {RuleScope::bank_group, write, read, 1, CWL + burst + tWTR_L},
        {RuleScope::rank, activate, activate, 1, tRRD_S},
        {RuleScope::rank, activate, activate, 4, tFAW},
        {RuleScope::rank, read, read, 1, tCCD_S},
        {RuleScope::rank, write, write, 1, tCCD_S},
        {RuleScope::rank, read, write, 1, CL + burst + tRTRS - CWL},
        {RuleScope::rank, write, read, 1, CWL + burst + tWTR_S},
        {RuleScope::rank, precharge, refresh, 1, tRP},
        {RuleScope::rank, refresh, activate, 1, tRFC},
        {RuleScope::rank, refresh, refresh, 1, tRFC},
        {RuleScope::bank, precharge, refresh_bank, 1, tRP},
        {RuleScope::bank, refresh_bank, activate, 1, tRFCpb},
        {RuleScope::rank, activate, refresh_bank, 1, tRRD_L},
        {RuleScope::rank, refresh_bank, activate, 1, tRREFD},
        {RuleScope::rank, refresh_bank, refresh_bank, 1, tRFCpb + 2},
        {RuleScope::other_rank, read, read, 1, burst + tRTRS},
        {RuleScope::other_rank, write, write, 1, burst + tRTRS},
        {RuleScope::other_rank, read, write, 1, CL + burst + tRTRS - CWL},
        {RuleScope::other_rank, write, read, 1, CWL + burst + tRTRS - CL},
    };
    return device;
}

}  // namespace deltasim::test
