// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostic.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"
#include "model/head.hpp"
#include "model/row_layout.hpp"
#include "model/tensor_precisions.hpp"
#include "model/training.hpp"

// An experiment as configured and resolved: heads x processors x schedules, priced. Plain data, already checked by
// the reader.

namespace deltasim::config
{

/// `training:` of an experiment. `first_trainable` is given as a number, `all` (1) or `last` (L), and so depends on the
/// head; see training_for().
struct TrainingConfig {
    std::vector<std::string> schedules{"naive", "delta"};
    std::string baseline = "naive";
    std::uint64_t batch = 1;
    model::TensorPrecisions precision;
    bool master_weights = false;
    model::Optimizer optimizer = model::Optimizer::sgd;
    double learning_rate = 0.01;
    double momentum = 0.9;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    std::optional<model::Loss> loss;  ///< of every head; nothing: loss_for() the last layer of each
    std::string first_trainable = "all";
    std::uint64_t seed = 1;
    std::uint64_t samples = 0;  ///< of an epoch; 0: not told

    /// The training of one head. The reader has checked that `first_trainable` names one of its layers.
    [[nodiscard]] model::Training training_for(const model::Head& head) const;

    friend bool operator==(const TrainingConfig&, const TrainingConfig&) = default;
};

/// A processor with the cost table that prices it: the experiment's `costs`, or the processor's own.
struct PricedProcessor {
    machine::ProcessorConfig processor;
    machine::CostTable costs;
    std::string costs_file{};  ///< where the table stands, for messages; empty where that is the experiment itself

    /// Where a table stands makes no difference.
    friend bool operator==(const PricedProcessor& a, const PricedProcessor& b)
    {
        return a.processor == b.processor && a.costs == b.costs;
    }
};

/// `placement:` of an experiment, by tensor (`weight`) or by tensor of a layer (`weight[2]`).
struct PlacementConfig {
    std::map<std::string, std::string> homes;  ///< names of memories
    model::RowPadding padding;                 ///< of weights

    friend bool operator==(const PlacementConfig&, const PlacementConfig&) = default;
};

struct ExperimentConfig {
    std::vector<model::Head> models;
    std::vector<PricedProcessor> processors;
    TrainingConfig training;
    PlacementConfig placement;
    bool unused_classes = false;  ///< whether `classes` is given, and no model has a layer of so many outputs
    SourceLocation location;      ///< the experiment's file
    std::string resolved_yaml;    ///< the same experiment with every name replaced by what it stands for; loads alike
};

}  // namespace deltasim::config
