// SPDX-License-Identifier: MIT
#include "energy/absent_figures.hpp"

#include <algorithm>
#include <optional>
#include <variant>

#include "core/terms.hpp"

namespace deltasim::energy
{

std::vector<std::string> absent_figures(const machine::CostTable& costs)
{
    std::vector<std::string> absent;
    const auto look_at = [&](const std::string& key, const std::optional<machine::Cost>& figure) {
        if (!figure) absent.push_back(key);
    };
    for (std::size_t i = 0; i < operation_count; ++i) {
        look_at("operations_pj." + std::string(operation_names[i]), costs.operation_pj.front()[i]);
    }
    look_at("register_file_pj", costs.register_file_pj);
    const bool leaks_untold =
        std::any_of(costs.sram.begin(), costs.sram.end(), [](const machine::SramCost& row) { return !row.leakage_mw; });
    if (costs.sram.empty()) absent.emplace_back("sram");
    if (leaks_untold) absent.emplace_back("sram.leakage_mw");
    if (const auto* const dram = std::get_if<machine::PerAccessDram>(&costs.dram)) {
        look_at("dram.read_pj_per_bit", dram->read_pj_per_bit);
        look_at("dram.write_pj_per_bit", dram->write_pj_per_bit);
        look_at("dram.static_mw", dram->static_mw);
    }
    look_at("interconnect_pj_per_bit", costs.interconnect_pj_per_bit);
    look_at("static.pe_mw_per_lane", costs.pe_static_mw);
    return absent;
}

}  // namespace deltasim::energy
