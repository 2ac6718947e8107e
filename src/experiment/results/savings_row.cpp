// SPDX-License-Identifier: MIT
#include "experiment/results/savings_row.hpp"

#include <algorithm>

#include "energy/savings.hpp"

namespace deltasim::experiment
{

RowSavings row_savings(const SavingsFigures& baseline, const SavingsFigures& row)
{
    // 1 if both have equal numbers of samples.
    const double times = static_cast<double>(row.samples) / static_cast<double>(baseline.samples);
    RowSavings result;
    if (const auto saved = energy::savings(times * baseline.energy_pj, row.energy_pj)) {
        result.ratio = saved->ratio;
        result.saving_x = saved->x;
        result.saving_percent = saved->percent;
    }
    if (row.operand_accesses > 0) {
        result.access_ratio =
            times * static_cast<double>(baseline.operand_accesses) / static_cast<double>(row.operand_accesses);
    }
    if (!baseline.operand_energy_pj || !row.operand_energy_pj) return result;
    if (const auto saved = energy::savings(times * *baseline.operand_energy_pj, *row.operand_energy_pj)) {
        result.operand_ratio = saved->ratio;
        result.operand_saving_x = saved->x;
        result.operand_saving_percent = saved->percent;
    }
    return result;
}

AssumedWhere assumed_where(const SavingsRow& row)
{
    const auto of_model = [](const std::string& key) { return key.starts_with("model."); };
    return {std::any_of(row.assumed.begin(), row.assumed.end(), of_model),
            !std::all_of(row.assumed.begin(), row.assumed.end(), of_model)};
}

}  // namespace deltasim::experiment
