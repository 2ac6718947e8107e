// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "experiment/run/simulation_identity.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"

namespace deltasim::test::simulation_identity_test
{

namespace
{

/// The identity for the first schedule of an experiment with one model and one processor.
std::string identity(const ExperimentConfig& experiment)
{
    return simulation_identity({.head = experiment.models.front(),
                                .priced = experiment.processors.front(),
                                .training = experiment.training,
                                .placement = experiment.placement,
                                .schedule = *find_schedule(experiment.training.schedules.front())});
}

std::string identity_with(const std::string& key_path, const std::string& value)
{
    return identity(tiny_experiment({{key_path, value}}));
}

}  // namespace

TEST_CASE("names, descriptions, prices, marks and values make no other simulation")
{
    const std::string plain = identity(tiny_experiment());
    const auto [key_path, value] = GENERATE(table<std::string, std::string>({
        {"model.name", "other"},
        {"model.description", "another head of the same shape"},
        {"processor.name", "other"},
        {"processor.description", "another machine"},
        {"processor.pe_array.lanes", "{assumed: 1, reason: a guess}"},
        {"costs.register_file_pj", "2"},
        {"costs.name", "other"},
        {"training.learning_rate", "0.5"},
        {"training.momentum", "0.5"},
        {"training.beta1", "0.5"},
        {"training.beta2", "0.5"},
        {"training.epsilon", "0.5"},
        {"training.seed", "7"},
        {"training.samples", "50000"},
        {"training.baseline", "delta"},
        {"training.first_trainable", "1"},
        {"placement", "{weight: {pad_words: 0}}"},
    }));
    CAPTURE(key_path);
    CHECK(identity_with(key_path, value) == plain);
}

TEST_CASE("what time or a count depends on makes another simulation")
{
    const std::string plain = identity(tiny_experiment());
    const auto [key_path, value] = GENERATE(table<std::string, std::string>({
        {"model.features", "6"},
        {"model.layers", "[{outputs: 4, activation: tanh}, {outputs: 3, activation: softmax}]"},
        {"processor.pe_array.lanes", "2"},
        {"processor.pe_array.clock_mhz", "200"},
        {"processor.skip", "{zero_delta: true}"},
        {"processor.skip", "{zero_activation: true}"},
        {"processor.skip", "{zero_activation: true, density: {features: 0.5}}"},
        {"processor.pe_array.operand_broadcast", "true"},
        {"processor.pe_array.operations.mac.latency_cycles", "5"},
        {"processor.controller.lookahead_steps", "5"},
        {"processor.memories.buffer",
         "{kind: edram, capacity_kib: 1, banks: 2, ports: 1rw, width_bits: 32, latency_cycles: 1, interleaving: "
         "low_order, clock_mhz: 100, refresh: {retention_us: 40, rows_per_bank: 64}}"},
        {"processor.memories.buffer.capacity_kib", "2"},
        {"processor.memories.buffer.banks", "1"},
        {"processor.memories.buffer.ports", "2rw"},
        {"processor.memories.buffer.width_bits", "64"},
        {"processor.memories.buffer.latency_cycles", "2"},
        {"processor.memories.buffer.interleaving", "high_order"},
        {"training.precision", "{weight: fp16}"},
        {"training", "{precision: {weight: fp16}, master_weights: true}"},
        {"processor.dram.latency_cycles", "11"},
        {"processor.dram.prefetch_depth", "5"},
        {"processor.dram.write_depth", "5"},
        {"training.schedules", "[delta]"},
        {"training.first_trainable", "last"},
        {"training.batch", "2"},
        {"training.optimizer", "momentum"},
        {"placement", "{weight: dram}"},
        {"placement", "{weight: {pad_words: 1}}"},
        {"mapping", "auto"},
        {"mapping", "{forward: auto, update: streaming}"},
        {"mapping", "{layers: {2: {update: streaming}}}"},
        {"processor.pe_array.registers", "2"},
        {"processor.pe_array.accumulators", "2"},
        {"processor.pe_array.reduction", "adder_tree"},
        {"processor.memories.buffer.holds", "[weight]"},
        {"processor.dma", "{channels: 3}"},
    }));
    CAPTURE(key_path);
    CHECK(identity_with(key_path, value) != plain);
}

TEST_CASE("padding makes the simulation of what it comes to, however it is said")
{
    CHECK(identity_with("placement", "{weight: {pad_words: 1}}") !=
          identity_with("placement", "{weight: {pad_words: 2}}"));
    CHECK(identity_with("placement", "{weight: {pad_words: 1}}") !=
          identity_with("placement", "{\"weight[2]\": {pad_words: 1}}"));
    CHECK(identity_with("placement", "{weight: {pad_words: 1}, \"weight[1]\": {pad_words: 0}}") ==
          identity_with("placement", "{\"weight[2]\": {pad_words: 1}}"));
    CHECK(identity_with("placement", "{weight: {memory: dram, pad_words: 1}}") !=
          identity_with("placement", "{weight: dram}"));
}

TEST_CASE("each mapping makes a simulation of its own")
{
    const auto tiled = [](std::string_view outputs, std::string_view order, std::string_view keep) {
        return identity_with("mapping",
                             fmt::format("{{forward: [{{memory: dram, order: [{1}]}}, {{memory: buffer, tile: "
                                         "{{outputs: {0}}}, keep: [{2}], order: [{1}]}}]}}",
                                         outputs, order, keep));
    };
    const std::string plain = tiled("2", "outputs, inputs, samples", "weight");
    CHECK(tiled("2", "outputs, inputs, samples", "weight") == plain);
    CHECK(tiled("1", "outputs, inputs, samples", "weight") != plain);
    CHECK(tiled("2", "inputs, outputs, samples", "weight") != plain);
    CHECK(tiled("2", "outputs, inputs, samples", "activation") != plain);
}

TEST_CASE("a DRAM device's timing makes another simulation, its name and currents do not")
{
    const auto with_device = [](const std::vector<Override>& overrides) {
        std::vector<Override> all{{"processor.dram", "{device: ddr4_2400_8gb_x8, prefetch_depth: 4, write_depth: 4}"}};
        all.insert(all.end(), overrides.begin(), overrides.end());
        return identity(tiny_experiment(all));
    };
    const std::string plain = with_device({});
    CHECK(plain != identity(tiny_experiment()));
    CHECK(with_device({{"processor.dram.device.name", "other"}}) == plain);
    CHECK(with_device({{"processor.dram.device.currents_ma.rho", "0.5"}}) == plain);
    CHECK(with_device({{"processor.dram.device.timing_cycles.tRCD", "18"}}) != plain);
    CHECK(with_device({{"processor.dram.device.organization.ranks", "1"}}) != plain);
    CHECK(with_device({{"processor.dram.device.mapping", "[row, bank, rank, column, bank_group]"}}) != plain);
    CHECK(with_device({{"processor.dram.device.page", "closed"}}) != plain);
}

TEST_CASE("engines have simulations of their own, since they count simulated steps apart")
{
    const ExperimentConfig experiment = tiny_experiment();
    RunRequest request{.head = experiment.models.front(),
                       .priced = experiment.processors.front(),
                       .training = experiment.training,
                       .placement = experiment.placement,
                       .schedule = *find_schedule("delta")};
    const std::string folded = simulation_identity(request);
    request.engine = Engine::step;
    CHECK(simulation_identity(request) != folded);
}

}  // namespace deltasim::test::simulation_identity_test
