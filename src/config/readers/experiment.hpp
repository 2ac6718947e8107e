// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.hpp"
#include "core/objective.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"
#include "model/head.hpp"
#include "model/mapping.hpp"
#include "model/row_layout.hpp"
#include "model/tensor_precisions.hpp"
#include "model/training.hpp"
#include "model/zero_pattern.hpp"

// An experiment as configured and resolved: heads x processors x schedules, priced. Plain data, already checked by
// the reader.

namespace deltasim::config
{

enum class RateDecay : std::uint8_t { constant, step, exponential, linear, cosine };
inline constexpr std::array<std::string_view, 5> rate_decay_names{"constant", "step", "exponential", "linear",
                                                                  "cosine"};

/// How the learning rate changes during a training on data. The host works it out: no operation of the machine.
struct LearningRateSchedule {
    RateDecay kind = RateDecay::constant;
    std::uint64_t every = 10;         ///< of `step`: epochs after which the rate is multiplied
    double factor = 0.1;              ///< of `step` and, each epoch, of `exponential`
    double final_share = 0.0;         ///< of `linear` and `cosine`: what is left of the rate at the end
    std::uint64_t warmup_epochs = 0;  ///< in which the rate grows linearly from step to step

    friend bool operator==(const LearningRateSchedule&, const LearningRateSchedule&) = default;
};

/// `data:` of an experiment: files of numbers that a head is trained and tested on.
struct DataConfig {
    std::string features;
    std::string labels;
    std::string test_features;  ///< empty: nothing is kept back
    std::string test_labels;
    double feature_scale = 1.0;  ///< what features are multiplied by
};

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
    double weight_decay = 0.0;
    model::TensorRoundings rounding;
    /// Of tensors of whole numbers, by tensor (`weight`) or by tensor of a layer (`weight[2]`): powers of two. Those of
    /// others come from the first batch.
    std::map<std::string, float> scales;
    std::uint64_t epochs = 10;  ///< of a training on data
    LearningRateSchedule learning_rate_schedule;
    std::uint64_t deferred_updates = 1;  ///< batches of a step, where a schedule puts updates off
    std::uint64_t step_samples = 0;      ///< of such a step that has fewer; 0: all. No key: what is left of an epoch
    /// Which words of a step are 0, where a training on data has found that; no key.
    std::shared_ptr<const model::ZeroPattern> zeros{};

    /// The training of one head. The reader has checked that `first_trainable` names one of its layers.
    /// `defers_updates`: of a schedule whose steps have several batches, a pass each.
    [[nodiscard]] model::Training training_for(const model::Head& head, bool defers_updates = false) const;
    /// Samples of a step: a batch, or of a schedule that puts updates off several. Throws OverflowError.
    [[nodiscard]] std::uint64_t samples_a_step(bool defers_updates) const;
    /// The training whose steps have so many samples, at most a step's.
    [[nodiscard]] TrainingConfig with_samples_a_step(std::uint64_t count, bool defers_updates) const;

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
    model::MappingConfig mapping{};            ///< how words move between there and the array

    friend bool operator==(const PlacementConfig&, const PlacementConfig&) = default;
};

/// When a search ends, if it does not by itself: after so many simulated steps, or after so long.
struct SearchBudget {
    std::string text = "200";  ///< as it is written
    std::optional<std::uint64_t> simulations = 200;
    std::optional<double> seconds{};

    friend bool operator==(const SearchBudget&, const SearchBudget&) = default;
};

/// `search:` of an experiment: what is sought where the mapping is `best`, and how long.
struct SearchConfig {
    Objective objective = Objective::energy;
    SearchBudget budget;
    std::uint64_t candidates = 0;  ///< of each phase and layer; 0: all

    friend bool operator==(const SearchConfig&, const SearchConfig&) = default;
};

struct ExperimentConfig {
    std::vector<model::Head> models;
    std::vector<PricedProcessor> processors;
    TrainingConfig training;
    PlacementConfig placement;
    SearchConfig search;
    std::optional<DataConfig> data;
    bool unused_classes = false;      ///< whether `classes` is given, and no model has a layer of so many outputs
    SourceLocation location;          ///< the experiment's file
    SourceLocation mapping_location;  ///< of `mapping`, where it is given
    std::string resolved_yaml;  ///< the same experiment with every name replaced by what it stands for; loads alike
};

}  // namespace deltasim::config
