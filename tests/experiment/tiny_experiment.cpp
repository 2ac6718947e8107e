// SPDX-License-Identifier: MIT
#include "experiment/tiny_experiment.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "places.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

const char* const tiny_experiment_yaml = R"(mapping: streaming
model:
  name: tiny
  features: 5
  layers:
    - {outputs: 4, activation: relu}
    - {outputs: 3, activation: softmax}
processor:
  name: small
  pe_array:
    lanes: 1
    clock_mhz: 100
    operand_broadcast: false
    operations:
      mac: {latency_cycles: 4, interval_cycles: 1}
      add: {latency_cycles: 3, interval_cycles: 1}
      multiply: {latency_cycles: 3, interval_cycles: 1}
      divide: {latency_cycles: 14, interval_cycles: 14}
      exponential: {assumed: {latency_cycles: 20, interval_cycles: 20}, reason: in software}
      compare: {latency_cycles: 1, interval_cycles: 1}
  controller: {clock_mhz: 100, lookahead_steps: 4}
  memories:
    buffer:
      kind: sram
      capacity_kib: 1
      banks: 2
      ports: 1rw
      width_bits: 32
      latency_cycles: 1
      interleaving: low_order
      clock_mhz: 100
  dram:
    device: flat
    capacity_mib: 1
    width_bits: 32
    latency_cycles: 10
    interval_cycles: 2
    clock_mhz: 50
    prefetch_depth: 4
    write_depth: 4
costs:
  name: round
  operations_pj:
    mac: {value: 4, source: a test}
    add: {value: 1, source: a test}
    multiply: {value: 3, source: a test}
    divide: {value: 20, source: a test}
    exponential: {value: 30, source: a test}
    compare: {value: 1, source: a test}
  register_file_pj: {value: 0.5, source: a test}
  sram:
    - capacity_kib: 8
      width_bits: 64
      read_pj: {value: 10, source: a test}
      write_pj: {assumed: 12, reason: a guess}
      leakage_mw: {value: 0.25, source: a test}
  dram:
    read_pj_per_bit: {value: 20, source: a test}
    write_pj_per_bit: {value: 25, source: a test}
    static_mw: {value: 8, source: a test}
  interconnect_pj_per_bit: {value: 0.25, source: a test}
  static:
    pe_mw_per_lane: {value: 0.5, source: a test}
)";

ExperimentConfig experiment_of(const std::string& yaml, const std::vector<Override>& overrides)
{
    std::string folder = (std::filesystem::temp_directory_path() / "deltasim-experiment-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
    const std::filesystem::path file = std::filesystem::path(folder) / "experiment.yaml";
    std::ofstream(file) << yaml;
    try {
        ExperimentConfig experiment = load_experiment(file, overrides, {{source_directory()}}, {schedule_names()});
        std::filesystem::remove_all(folder);
        return experiment;
    } catch (...) {
        std::filesystem::remove_all(folder);
        throw;
    }
}

ExperimentConfig tiny_experiment(const std::vector<Override>& overrides)
{
    return experiment_of(tiny_experiment_yaml, overrides);
}

}  // namespace deltasim::test
