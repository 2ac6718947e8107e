// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/explanation.hpp"

// The fields of an explanation and of its parts.

namespace deltasim::experiment
{

template <>
struct NamesOf<TimeCause> {
    static constexpr const auto& names = time_cause_names;
};

template <>
struct Fields<BytesLeft> {
    static constexpr auto list = fields(field("memory", &BytesLeft::memory, "memory", "", ""),
                                        field("bytes", &BytesLeft::bytes, "left", "B", "that no tensor takes"));
};

template <>
struct Fields<ExplainedHome> {
    static constexpr auto list = fields(
        inlined(&ExplainedHome::home), field("level", &ExplainedHome::level, "level", "", "sram, edram or dram"),
        field("placed_by", &ExplainedHome::placed_by, "placed by", "", "experiment, fit or overflow"),
        field("left_on_chip", &ExplainedHome::left_on_chip, "left on chip", "B", "of an overflow: why it did not fit"));
};

template <>
struct Fields<ExplainedMemory> {
    static constexpr auto list =
        fields(field("name", &ExplainedMemory::name, "memory", "", ""),
               field("level", &ExplainedMemory::level, "level", "", "sram, edram or dram"),
               field("peak_bytes", &ExplainedMemory::peak_bytes, "peak", "B", "that its tensors take"),
               field("capacity_bytes", &ExplainedMemory::capacity_bytes, "capacity", "B", ""),
               field("busy_percent", &ExplainedMemory::busy_percent, "busy", "", "at least, of the time",
                     report::NumberStyle::percent),
               field("energy_pj", &ExplainedMemory::energy_pj, "energy", "pJ", "of accesses, rows and refreshes"),
               field("rows_pj", &ExplainedMemory::rows_pj, "rows", "pJ", "of that: rows of a DRAM"),
               field("refresh_pj", &ExplainedMemory::refresh_pj, "refresh", "pJ", "of that: refreshes"));
};

template <>
struct Fields<EnergyShare> {
    static constexpr auto list = fields(field("part", &EnergyShare::part, "part", "", "of the energy"),
                                        field("energy_pj", &EnergyShare::energy_pj, "energy", "pJ", ""),
                                        field("share_percent", &EnergyShare::share_percent, "share", "",
                                              "of all energy", report::NumberStyle::percent));
};

template <>
struct Fields<AccessShare> {
    static constexpr auto list =
        fields(inlined(&AccessShare::access), field("share_percent", &AccessShare::share_percent, "share", "",
                                                    "of all energy", report::NumberStyle::percent));
};

template <>
struct Fields<CauseShare> {
    static constexpr auto list = fields(
        field("cause", &CauseShare::cause, "cause", "", "what the array waited for"),
        field("cycles", &CauseShare::cycles, "cycles", "", ""),
        field("share_percent", &CauseShare::share_percent, "share", "", "of the time", report::NumberStyle::percent));
};

template <>
struct Fields<ResourceUse> {
    static constexpr auto list =
        fields(field("resource", &ResourceUse::resource, "resource", "", "the lanes or a memory"),
               field("busy_percent", &ResourceUse::busy_percent, "busy", "", "at least, of the time",
                     report::NumberStyle::percent),
               field("most_saved_percent", &ResourceUse::most_saved_percent, "left to save", "",
                     "of the time at most, by changes elsewhere", report::NumberStyle::percent));
};

template <>
struct Fields<ExplainedTime> {
    static constexpr auto list =
        fields(field("total", &ExplainedTime::total, "total", "cycles", ""),
               field("causes", &ExplainedTime::causes, "causes", "", "the largest first"),
               field("phases", &ExplainedTime::phases, "phases", "", "by phase and layer"),
               field("lanes_busy_percent", &ExplainedTime::lanes_busy_percent, "lanes busy", "", "of the cycles",
                     report::NumberStyle::percent),
               field("bound_cycles", &ExplainedTime::bound_cycles, "bound", "cycles", "no schedule takes fewer"),
               field("bound_by", &ExplainedTime::bound_by, "bound by", "", "dram or mac"),
               field("times_the_bound", &ExplainedTime::times_the_bound, "times the bound", "", "what the run takes"),
               field("resources", &ExplainedTime::resources, "resources", "", "the busiest first"));
};

template <>
struct Fields<CrossingRow> {
    static constexpr auto list =
        fields(field("tensor", &CrossingRow::tensor, "tensor", "", "partial_sum: sums that leave the lanes early"),
               field("from", &CrossingRow::from, "from", "", "a memory, or array"),
               field("to", &CrossingRow::to, "to", "", "the same"),
               field("words", &CrossingRow::words, "words", "", "that went that way"));
};

template <>
struct Fields<ExplainedPhase> {
    static constexpr auto list =
        fields(field("phase", &ExplainedPhase::phase, "phase", "", "of the training step"),
               field("layer", &ExplainedPhase::layer, "layer", "", "that is worked on, counted from 1"),
               field("streams", &ExplainedPhase::streams, "streams", "", "every tensor from its home for every use"),
               field("stages", &ExplainedPhase::stages, "stages", "", "loops that follow one another"),
               field("crossings", &ExplainedPhase::crossings, "crossings", "", "words over each boundary"));
};

template <>
struct Fields<ExplainedSchedule> {
    static constexpr auto list =
        fields(field("schedule", &ExplainedSchedule::schedule, "schedule", "", ""),
               field("energy_pj", &ExplainedSchedule::energy_pj, "energy", "pJ", "of a training step"),
               field("cycles", &ExplainedSchedule::cycles, "cycles", "", ""),
               field("seconds", &ExplainedSchedule::seconds, "time", "s", ""),
               field("saving_percent", &ExplainedSchedule::saving_percent, "saving", "",
                     "over the schedule that is explained", report::NumberStyle::percent),
               field("operand_energy_pj", &ExplainedSchedule::operand_energy_pj, "operand energy", "pJ",
                     "every operand access paid at its home"),
               field("operand_saving_percent", &ExplainedSchedule::operand_saving_percent, "operand saving", "",
                     "in the operand view", report::NumberStyle::percent),
               field("error", &ExplainedSchedule::error, "error", "", "why it has no figures"));
};

template <>
struct Fields<BetterSchedule> {
    static constexpr auto list =
        fields(field("schedule", &BetterSchedule::schedule, "schedule", "", ""),
               field("energy_pj", &BetterSchedule::energy_pj, "energy", "pJ", "of a training step"),
               field("saved_pj", &BetterSchedule::saved_pj, "saved", "pJ", ""),
               field("saving_percent", &BetterSchedule::saving_percent, "saving", "", "", report::NumberStyle::percent),
               field("cycles", &BetterSchedule::cycles, "cycles", "", ""),
               field("differences", &BetterSchedule::differences, "differences", "", "the largest first"));
};

template <>
struct Fields<ExplainedBound> {
    static constexpr auto list = fields(
        inlined(&ExplainedBound::bound),
        field("run_weight_bytes", &ExplainedBound::run_weight_bytes, "weights off chip", "B", "that the run moves"),
        field("times_the_bound", &ExplainedBound::times_the_bound, "times the bound", "", "what the run moves"),
        field("own", &ExplainedBound::own, "own bound", "", "what this schedule cannot go below"),
        field("times_the_own_bound", &ExplainedBound::times_the_own_bound, "times its own bound", "",
              "what the run moves"),
        field("leaves_out", &ExplainedBound::leaves_out, "left out", "", "by the bound"));
};

template <>
struct Fields<Explanation> {
    static constexpr auto list = fields(
        field("model", &Explanation::model, "model", "", "the head"),
        field("processor", &Explanation::processor, "processor", "", ""),
        field("costs", &Explanation::costs, "costs", "", "the cost table"),
        field("schedule", &Explanation::schedule, "schedule", "", "that is explained"),
        field("classes", &Explanation::classes, "classes", "", "width of the last layer"),
        field("batch", &Explanation::batch, "batch", "", "samples a step"),
        field("cycles", &Explanation::cycles, "cycles", "", "of a training step"),
        field("seconds", &Explanation::seconds, "time", "s", "of a training step"),
        field("energy_pj", &Explanation::energy_pj, "energy", "pJ", "of a training step"),
        field("energy_unit", &Explanation::energy_unit, "unit", "", "of every energy"),
        field("energy_pj_per_sample", &Explanation::energy_pj_per_sample, "energy a sample", "pJ", ""),
        field("seconds_per_sample", &Explanation::seconds_per_sample, "time a sample", "s", ""),
        field("epoch", &Explanation::epoch, "epoch", "", "null unless training.samples is given"),
        field("homes", &Explanation::homes, "homes", "", "where each tensor lives and why"),
        field("memories", &Explanation::memories, "memories", "", ""),
        field("energy", &Explanation::energy, "energy", "", "by part"),
        field("operand_energy_pj", &Explanation::operand_energy_pj, "operand energy", "pJ",
              "every operand access paid at its home, nothing shared, buffered, kept or timed"),
        field("energy_by_phase", &Explanation::energy_by_phase, "energy by phase", "pJ", "together all of the energy"),
        field("accesses", &Explanation::accesses, "accesses", "", "the most expensive first"),
        field("most_read", &Explanation::most_read, "most read", "", "the operand that is read most, in words"),
        field("time", &Explanation::time, "time", "", "where the cycles go"),
        field("skip", &Explanation::skip, "skipped", "", "of a processor that skips zeros"),
        field("cores", &Explanation::cores, "cores", "", "what the instructions of a core take, where it has some"),
        field("mapping", &Explanation::mapping, "mapping", "", "the loops of each phase as they run"),
        field("mapping_search", &Explanation::mapping_search, "search", "", "where it is the best that a search found"),
        field("mapping_differences", &Explanation::mapping_differences, "mapping differences", "",
              "what the mapping saves against others, where an experiment says it or a search"),
        field("schedules", &Explanation::schedules, "schedules", "", "those tried, the least energy first"),
        field("better", &Explanation::better, "better", "", "null if none is better"),
        field("bound", &Explanation::bound, "bound", "", "what no schedule goes below"),
        field("assumed", &Explanation::assumed, "assumed", "", "keys of the figures without a published source"),
        field("notes", &Explanation::notes, "notes", "", "what a reader of the energies must know"));
};

}  // namespace deltasim::experiment
