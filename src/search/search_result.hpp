// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiment/results/fields.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/named_values.hpp"
#include "experiment/results/run_parts.hpp"
#include "model/mapping.hpp"

// The results of a search as JSON and tables show them.

namespace deltasim::search
{

/// A step under a mapping.
struct FoundStep {
    std::uint64_t rank = 1;  ///< by the objective, among the simulated steps
    double energy_pj = 0.0;
    double seconds = 0.0;
    std::uint64_t cycles = 0;
    double edp = 0.0;
    std::optional<std::uint64_t> dram_bytes{};
    std::uint64_t on_chip_bytes = 0;
    experiment::Json mapping;
    experiment::EnergyParts energy_parts_pj;
    std::vector<experiment::TransferRow> transfers;
};

struct ScheduleResult {
    std::string schedule;
    FoundStep best;
    FoundStep automatic;  ///< under `auto`
    double times_better = 1.0;
    std::uint64_t points = 0;
    std::uint64_t enumerated = 0;
    std::uint64_t possible = 0;
    std::uint64_t cut = 0;
    std::uint64_t simulated = 0;
    double steps_possible = 0.0;
    double lower_bound = 0.0;
    double distance_percent = 0.0;
    bool exhausted = false;
    std::vector<FoundStep> next;
    std::vector<FoundStep> pareto;
    model::MappingConfig best_mapping{};                      ///< as it was simulated; not a field
    std::optional<model::MappingConfig> runner_up_mapping{};  ///< as it was simulated; not a field
};

struct SearchResult {
    std::string version;
    std::string model;
    std::string processor;
    std::string costs;
    std::uint64_t batch = 1;
    std::string objective;
    std::string energy_unit;
    std::vector<ScheduleResult> schedules;
};

}  // namespace deltasim::search

namespace deltasim::experiment
{

template <>
struct Fields<search::FoundStep> {
    using Row = search::FoundStep;
    static constexpr auto list =
        fields(field("rank", &Row::rank, "rank", "", "by the objective, among all that were simulated"),
               field("energy_pj", &Row::energy_pj, "energy", "pJ", "of a training step"),
               field("seconds", &Row::seconds, "time", "s", "of a training step"),
               field("cycles", &Row::cycles, "cycles", "", "clocks of the PE array"),
               field("edp", &Row::edp, "energy x time", "", "energy times seconds"),
               field("dram_bytes", &Row::dram_bytes, "off chip", "B", "moved over the DRAM's pins"),
               field("on_chip_bytes", &Row::on_chip_bytes, "peak on chip", "B", "that tensors and tiles take at most"),
               field("mapping", &Row::mapping, "mapping", "", "as an experiment says it"),
               field("energy_parts_pj", &Row::energy_parts_pj, "energy by part", "pJ", "of a training step"),
               field("transfers", &Row::transfers, "transfers", "", "words moved between neighbouring places"));
};

template <>
struct Fields<search::ScheduleResult> {
    using Row = search::ScheduleResult;
    static constexpr auto list = fields(
        field("schedule", &Row::schedule, "schedule", "", ""),
        field("best", &Row::best, "best", "", "the best mapping that was found"),
        field("auto", &Row::automatic, "auto", "", "the same step under the mapping auto"),
        field("times_better", &Row::times_better, "auto over best", "x", "the objective under auto over the best",
              report::NumberStyle::fixed_three),
        field("points", &Row::points, "in the space", "", "mappings of phases, each phase by itself"),
        field("enumerated", &Row::enumerated, "enumerated", "",
              "of these, those looked at: all, or as many as time allows"),
        field("possible", &Row::possible, "possible", "", "of these, the possible mappings, each once"),
        field("cut", &Row::cut, "cut", "", "of these, those whose lower bound is no better than the best"),
        field("simulated", &Row::simulated, "simulated", "", "training steps simulated, stored ones included"),
        field("steps_possible", &Row::steps_possible, "steps possible", "",
              "choices of a possible mapping for each phase"),
        field("lower_bound", &Row::lower_bound, "lower bound", "",
              "of the objective: proved for every choice, in the unit of the objective"),
        field("distance_percent", &Row::distance_percent, "above bound", "%", "of the best, over the lower bound",
              report::NumberStyle::percent),
        field("exhausted", &Row::exhausted, "exhausted", "", "whether the best is the optimum of the space"),
        field("next", &Row::next, "next", "", "those that follow the best"),
        field("pareto", &Row::pareto, "Pareto front", "", "simulated, and no other is better in both energy and time"));
};

template <>
struct Fields<search::SearchResult> {
    using Row = search::SearchResult;
    static constexpr auto list = fields(
        field("version", &Row::version, "version", "", "of deltasim"),
        field("model", &Row::model, "model", "", "the head"), field("processor", &Row::processor, "processor", "", ""),
        field("costs", &Row::costs, "costs", "", "the cost table"),
        field("batch", &Row::batch, "batch", "", "samples a step"),
        field("objective", &Row::objective, "objective", "", "what the search makes small: energy, time or edp"),
        field("energy_unit", &Row::energy_unit, "unit", "", "of every energy"),
        field("schedules", &Row::schedules, "schedules", "", "each at its best"));
};

}  // namespace deltasim::experiment
