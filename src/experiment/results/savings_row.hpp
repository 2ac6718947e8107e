// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/run_figures.hpp"

// A row of the savings table, for a comparison or for the points of a store.

namespace deltasim::experiment
{

/// Relative to the baseline; nothing if either has no energy.
struct RowSavings {
    std::optional<double> ratio;
    std::optional<double> saving_x;
    std::optional<double> saving_percent;
    std::optional<double> access_ratio;
    std::optional<double> operand_ratio;
    std::optional<double> operand_saving_x;
    std::optional<double> operand_saving_percent;
};

/// The figures from which savings are computed: those of a step, and the number of its samples.
struct SavingsFigures {
    double energy_pj = 0.0;
    std::uint64_t operand_accesses = 0;
    std::optional<double> operand_energy_pj;
    std::uint64_t samples = 1;
};

/// Compares equal numbers of samples, since a schedule that defers updates has more samples in a step.
[[nodiscard]] RowSavings row_savings(const SavingsFigures& baseline, const SavingsFigures& row);

/// The range of energy and saving while every figure of the cost table stays in its range.
struct RowRanges {
    std::optional<double> energy_pj_low;
    std::optional<double> energy_pj_high;
    std::optional<double> saving_x_low;
    std::optional<double> saving_x_high;
};

struct SavingsRow {
    std::string model;
    std::string processor;
    std::string costs;
    std::string schedule;
    std::string baseline;
    std::optional<double> energy_pj;
    std::optional<std::string> energy_unit;
    std::optional<EnergyParts> energy_by_part;
    RowSavings savings;
    std::vector<std::string> assumed;
    std::vector<std::string> notes;
    std::optional<std::string> error;
    std::optional<RunFigures> figures;
    ByName<Scalar> columns;  ///< the columns that a sweep names
    OrAbsent<RowRanges> ranges;
};

/// A row of `compare`. Its JSON has fewer fields, since the comparison has the others once.
struct ComparedRow : SavingsRow {
};

/// The bound of all schedules for this model on this processor.
struct BoundRow {
    std::string model;
    std::string processor;
    std::uint64_t weight_reads = 0;
    std::uint64_t weight_writes = 0;
    std::optional<std::uint64_t> off_chip_weight_bytes;
    std::uint64_t cycles = 0;
    double seconds = 0.0;
};

struct ComparisonResult {
    std::string baseline;
    std::vector<ComparedRow> rows;
    std::vector<BoundRow> bounds;
    std::vector<RunResult> runs;
};

/// Rows for the points of a store.
struct StoredResult {
    std::vector<std::string> columns;  ///< names of the points' own columns
    std::vector<SavingsRow> rows;
};

/// Which of the names in a row have assumed figures.
struct AssumedWhere {
    bool model = false;
    bool processor = false;  ///< or the processor's cost table
};

[[nodiscard]] AssumedWhere assumed_where(const SavingsRow& row);

template <>
struct Fields<RowSavings> {
    static constexpr auto fixed_three = report::NumberStyle::fixed_three;
    static constexpr auto list =
        fields(field("ratio", &RowSavings::ratio, "ratio", "", "E of the baseline / E", fixed_three),
               field("saving_x", &RowSavings::saving_x, "saving x", "", "ratio - 1", fixed_three),
               field("saving_percent", &RowSavings::saving_percent, "saving", "", "100 (1 - E / E of the baseline)",
                     report::NumberStyle::percent),
               field("access_ratio", &RowSavings::access_ratio, "access ratio", "",
                     "operand accesses of the baseline / those of the row", fixed_three),
               field("operand_ratio", &RowSavings::operand_ratio, "operand ratio", "",
                     "operand energy of the baseline / that of the row", fixed_three),
               field("operand_saving_x", &RowSavings::operand_saving_x, "operand saving x", "", "operand ratio - 1",
                     fixed_three),
               field("operand_saving_percent", &RowSavings::operand_saving_percent, "operand saving", "",
                     "100 (1 - 1 / operand ratio)", report::NumberStyle::percent));
};

template <>
struct Fields<RowRanges> {
    static constexpr auto fixed_three = report::NumberStyle::fixed_three;
    static constexpr auto list = fields(
        field("energy_pj_low", &RowRanges::energy_pj_low, "energy, low", "pJ", "the smallest value of the energy"),
        field("energy_pj_high", &RowRanges::energy_pj_high, "energy, high", "pJ", "the largest value of the energy"),
        field("saving_x_low", &RowRanges::saving_x_low, "low", "", "the smallest value of saving x", fixed_three),
        field("saving_x_high", &RowRanges::saving_x_high, "high", "", "the largest value of saving x", fixed_three));
};

namespace row_fields
{
inline constexpr auto model = field("model", &SavingsRow::model, "model", "", "the head");
inline constexpr auto processor = field("processor", &SavingsRow::processor, "processor", "", "");
inline constexpr auto schedule = field("schedule", &SavingsRow::schedule, "schedule", "", "");
inline constexpr auto energy = field("energy_pj", &SavingsRow::energy_pj, "energy", "pJ",
                                     "energy of a training step; E in the formulas of savings");
inline constexpr auto parts =
    field("energy_parts_pj", &SavingsRow::energy_by_part, "energy by part", "pJ", "energy of a training step, by part");
inline constexpr auto assumed =
    field("assumed", &SavingsRow::assumed, "assumed", "", "keys of the figures without a published source");
inline constexpr auto error = field("error", &SavingsRow::error, "error", "", "why the row has no figures");
}  // namespace row_fields

template <>
struct Fields<SavingsRow> {
    static constexpr auto list = fields(
        row_fields::model, row_fields::processor, field("costs", &SavingsRow::costs, "costs", "", "the cost table"),
        row_fields::schedule,
        field("baseline", &SavingsRow::baseline, "baseline", "", "the schedule that savings are relative to"),
        row_fields::energy,
        field("energy_unit", &SavingsRow::energy_unit, "unit", "", "the unit of the row's energies"),
        inlined(&SavingsRow::savings), row_fields::assumed,
        field("notes", &SavingsRow::notes, "notes", "", "what a reader of the energies must know"), row_fields::error,
        inlined(&SavingsRow::figures), row_fields::parts, inlined(&SavingsRow::columns), inlined(&SavingsRow::ranges));
};

template <>
struct Fields<ComparedRow> {
    static constexpr auto list =
        fields(row_fields::model, row_fields::processor, row_fields::schedule, row_fields::energy, row_fields::parts,
               inlined(&SavingsRow::figures), inlined(&SavingsRow::savings), row_fields::assumed, row_fields::error);
};

template <>
struct Fields<BoundRow> {
    static constexpr auto list = fields(
        field("model", &BoundRow::model, "model", "", "the head"),
        field("processor", &BoundRow::processor, "processor", "", ""),
        field("weight_reads", &BoundRow::weight_reads, "weight reads", "words", "from the DRAM, at least"),
        field("weight_writes", &BoundRow::weight_writes, "weight writes", "words", "to the DRAM, at least"),
        field("off_chip_weight_bytes", &BoundRow::off_chip_weight_bytes, "weights off chip", "B", "both, at least"),
        field("cycles", &BoundRow::cycles, "cycles", "", "at least"),
        field("seconds", &BoundRow::seconds, "time", "s", "at least"));
};

template <>
struct Fields<ComparisonResult> {
    static constexpr auto list = fields(
        field("baseline", &ComparisonResult::baseline, "baseline", "", "the schedule that savings are relative to"),
        field("rows", &ComparisonResult::rows, "rows", "", "of the savings table"),
        field("bounds", &ComparisonResult::bounds, "bounds", "", "by model and processor"),
        field("runs", &ComparisonResult::runs, "runs", "", "as `run` gives them"));
};

template <>
struct Fields<StoredResult> {
    static constexpr auto list =
        fields(field("columns", &StoredResult::columns, "columns", "", "names of the points' own columns"),
               field("rows", &StoredResult::rows, "rows", "", "of the savings table"));
};

}  // namespace deltasim::experiment
