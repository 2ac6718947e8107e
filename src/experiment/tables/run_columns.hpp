// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "experiment/results/run_figures.hpp"
#include "experiment/tables/columns.hpp"

// Columns that the tables of runs and of savings share: figures per sample and per epoch.

namespace deltasim::experiment
{

/// Energy and time of an epoch: `epoch_energy_pj` and `epoch_seconds`.
template <class Row>
[[nodiscard]] std::vector<ColumnOf<Row>> epoch_columns(const std::string& unit,
                                                       const std::function<const RunFigures*(const Row&)>& figures_of)
{
    std::vector<ColumnOf<Row>> columns;
    for (ColumnOf<EpochFigures> column :
         member_columns<EpochFigures>(unit, &EpochFigures::energy_pj, &EpochFigures::seconds)) {
        column.column.key = "epoch_" + column.column.key;
        columns.push_back(reached<Row, EpochFigures>(column, [figures_of](const Row& row) -> const EpochFigures* {
            const RunFigures* const figures = figures_of(row);
            return figures != nullptr && figures->epoch ? &*figures->epoch : nullptr;
        }));
    }
    return columns;
}

/// Figures per sample if a step has several samples, and per epoch if the samples of an epoch are given.
template <class Row>
void add_sample_columns(std::vector<ColumnOf<Row>>& columns, const std::vector<Row>& rows, const std::string& unit,
                        const std::function<const RunFigures*(const Row&)>& figures_of)
{
    const auto any = [&](const auto& holds) {
        return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
            const RunFigures* const figures = figures_of(row);
            return figures != nullptr && holds(*figures);
        });
    };
    if (any([](const RunFigures& figures) { return figures.seconds_per_sample != figures.seconds; })) {
        for (const ColumnOf<RunFigures>& column :
             member_columns<RunFigures>(unit, &RunFigures::energy_pj_per_sample, &RunFigures::seconds_per_sample)) {
            columns.push_back(reached<Row, RunFigures>(column, figures_of));
        }
    }
    if (any([](const RunFigures& figures) { return figures.epoch.has_value(); })) {
        for (ColumnOf<Row>& column : epoch_columns<Row>(unit, figures_of)) columns.push_back(std::move(column));
    }
}

}  // namespace deltasim::experiment
