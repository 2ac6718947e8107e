// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/run_result.hpp"

// The figures of a run in the savings table, apart from its energy: those that do not depend on another run.

namespace deltasim::experiment
{

struct RunFigures {
    std::uint64_t cycles = 0;
    double seconds = 0.0;
    std::uint64_t operand_accesses = 0;
    ByName<std::uint64_t> memory_accesses;
    std::optional<std::uint64_t> off_chip_weight_bytes;
    ByName<std::uint64_t> peak_bytes;
    TimeByCauses time_cycles;
    double energy_pj_per_sample = 0.0;
    double seconds_per_sample = 0.0;
    std::optional<EpochFigures> epoch;
    std::optional<double> operand_energy_pj;
    std::optional<std::vector<PhaseEnergyRow>> energy_by_phase;
    std::optional<ByKind<tensor_names, double>> energy_by_tensor;
    std::optional<std::uint64_t> macs;
    std::optional<std::uint64_t> dram_traffic_bytes;
    std::optional<machine::Peaks> machine;
    std::optional<std::uint64_t> samples;
    OrAbsent<MappingSearch> mapping_search;
    OrAbsent<std::uint64_t> zero_tests;
    OrAbsent<std::uint64_t> passed_steps;
    OrAbsent<std::uint64_t> skipped_words;
};

/// A new figure is a member and a line here: the JSON of compare, sweep and table, stores, `--columns`, `--where` and
/// `--sort` then have it. Make it optional, since older stores lack it.
template <>
struct Fields<RunFigures> {
    static constexpr auto list = fields(
        field("cycles", &RunFigures::cycles, "cycles", "", "clocks of the PE array that a training step takes"),
        field("seconds", &RunFigures::seconds, "time", "s", "simulated time of a training step"),
        field("operand_accesses", &RunFigures::operand_accesses, "operand accesses", "",
              "words that scheduled operations read and write, before anything is shared, buffered or merged"),
        field("memory_accesses", &RunFigures::memory_accesses, "memory accesses", "",
              "accesses that reached the memories, by level"),
        field("off_chip_weight_bytes", &RunFigures::off_chip_weight_bytes, "weights off chip", "B",
              "weights moved between chip and DRAM, master weights included"),
        field("peak_bytes", &RunFigures::peak_bytes, "peak", "B", "most bytes that tensors take, by level"),
        field("time_cycles", &RunFigures::time_cycles, "time by cause", "cycles", "where the cycles go"),
        field("energy_pj_per_sample", &RunFigures::energy_pj_per_sample, "energy a sample", "pJ",
              "that of the training step, divided by its samples"),
        field("seconds_per_sample", &RunFigures::seconds_per_sample, "time a sample", "s",
              "that of the training step, divided by its samples"),
        field("epoch", &RunFigures::epoch, "epoch", "", "null unless training.samples is given"),
        field("operand_energy_pj", &RunFigures::operand_energy_pj, "operand energy", "pJ",
              "energy if every operand access is paid at its home, nothing shared, buffered, kept or timed"),
        field("energy_by_phase", &RunFigures::energy_by_phase, "energy by phase", "pJ",
              "the energy of each phase and layer; the sum is all of the energy"),
        field("tensor_energy_pj", &RunFigures::energy_by_tensor, "energy by tensor", "pJ",
              "energy of a tensor's accesses to all memories"),
        field("macs", &RunFigures::macs, "multiply-accumulates", "", "multiply-accumulates of all lanes"),
        field("dram_traffic_bytes", &RunFigures::dram_traffic_bytes, "DRAM traffic", "B",
              "bytes moved over the DRAM's pins"),
        field("machine", &RunFigures::machine, "machine", "", "the most that the processor can do"),
        field("step_samples", &RunFigures::samples, "samples a step", "",
              "samples of a training step: its batch, or several batches where updates are deferred"),
        field("mapping_search", &RunFigures::mapping_search, "search", "", "the search that found the mapping"),
        field("zero_tests", &RunFigures::zero_tests, "tests for 0", "",
              "words tested for 0, on a processor that skips zeros"),
        field("passed_steps", &RunFigures::passed_steps, "passed steps", "", "steps that were skipped as a whole"),
        field("skipped_words", &RunFigures::skipped_words, "skipped words", "words",
              "operand accesses that were skipped"));
};

[[nodiscard]] RunFigures run_figures(const RunResult& run);

/// Reads and writes of all operands together.
[[nodiscard]] std::uint64_t operand_accesses(const RunResult& run);

/// Bytes of weights, including master weights, between the chip and its DRAM; nothing without a DRAM.
[[nodiscard]] std::optional<std::uint64_t> off_chip_weight_bytes(const RunResult& run);

}  // namespace deltasim::experiment
