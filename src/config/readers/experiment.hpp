// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostic.hpp"
#include "core/enum_names.hpp"
#include "core/objective.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"
#include "model/head.hpp"
#include "model/mapping.hpp"
#include "model/row_layout.hpp"
#include "model/tensor_precisions.hpp"
#include "model/training.hpp"
#include "model/zero_pattern.hpp"

// An experiment as configured and resolved: heads x processors x schedules, with prices. Plain data that the reader has
// already checked.

namespace deltasim::config
{

enum class RateDecay : std::uint8_t { constant, step, exponential, linear, cosine };
inline constexpr EnumNames<RateDecay, 5> rate_decay_names{{"constant", "step", "exponential", "linear", "cosine"}};

/// How the learning rate changes while a head is trained on data. The host computes it, so the machine does no
/// operation for it.
struct LearningRateSchedule {
    RateDecay kind = RateDecay::constant;
    std::uint64_t every = 10;         ///< for `step`: epochs after which the rate is multiplied
    double factor = 0.1;              ///< for `step`, and for `exponential` after every epoch
    double final_share = 0.0;         ///< for `linear` and `cosine`: the share of the rate that is left at the end
    std::uint64_t warmup_epochs = 0;  ///< epochs in which the rate grows linearly from step to step

    friend bool operator==(const LearningRateSchedule&, const LearningRateSchedule&) = default;
};

/// `data:` of an experiment: files of numbers that a head is trained and tested on.
struct DataConfig {
    std::string features;
    std::string labels;
    std::string test_features;  ///< empty: no samples are kept for testing
    std::string test_labels;
    double feature_scale = 1.0;          ///< features are multiplied by this
    std::vector<Diagnostic> unreadable;  ///< of files that are not there: only a training needs them

    /// Throws InputError for all that are not.
    void require_files() const
    {
        if (!unreadable.empty()) throw InputError(unreadable);
    }
};

/// `training:` of an experiment. `first_trainable` is a number, `all` (1) or `last` (L), so its meaning depends on the
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
    std::optional<model::Loss> loss;  ///< for every head; nothing: loss_for() the last layer of each
    std::string first_trainable = "all";
    std::uint64_t seed = 1;
    std::uint64_t samples = 0;  ///< samples of an epoch; 0: not told
    double weight_decay = 0.0;
    model::TensorRoundings rounding;
    /// Scales of tensors of whole numbers, by tensor (`weight`) or by tensor of a layer (`weight[2]`): powers of two.
    /// Scales that are not given here come from the first batch.
    std::map<std::string, float> scales;
    std::uint64_t epochs = 10;  ///< for a training on data
    LearningRateSchedule learning_rate_schedule;
    std::uint64_t deferred_updates = 1;  ///< batches of a step, under a schedule that defers updates
    /// Samples of a shorter step at the end of an epoch, under such a schedule; 0: a whole step. No key.
    std::uint64_t step_samples = 0;
    /// The words of a step that are 0, where a training on data has found them. No key.
    std::shared_ptr<const model::ZeroPattern> zeros{};

    /// The training of one head. The reader has checked that `first_trainable` names one of its layers.
    /// `defers_updates`: the schedule's steps have several batches, and run a pass for each.
    [[nodiscard]] model::Training training_for(const model::Head& head, bool defers_updates = false) const;
    /// Samples of a step: one batch, or several batches under a schedule that defers updates. Throws OverflowError.
    [[nodiscard]] std::uint64_t samples_a_step(bool defers_updates) const;
    /// The same training with `count` samples in a step, at most as many as a whole step has.
    [[nodiscard]] TrainingConfig with_samples_a_step(std::uint64_t count, bool defers_updates) const;

    friend bool operator==(const TrainingConfig&, const TrainingConfig&) = default;
};

/// A processor with the cost table that prices it: the experiment's `costs`, or the processor's own.
struct PricedProcessor {
    machine::ProcessorConfig processor;
    machine::CostTable costs;
    /// The file of the table, for messages; empty where the table stands in the experiment itself.
    std::string costs_file{};

    /// Equal tables are equal wherever they stand.
    friend bool operator==(const PricedProcessor& a, const PricedProcessor& b)
    {
        return a.processor == b.processor && a.costs == b.costs;
    }
};

/// `placement:` of an experiment, by tensor (`weight`) or by tensor of a layer (`weight[2]`).
struct PlacementConfig {
    std::map<std::string, std::string> homes;  ///< names of memories
    model::RowPadding padding;                 ///< of weights
    model::MappingConfig mapping{};            ///< how words move between their homes and the array

    friend bool operator==(const PlacementConfig&, const PlacementConfig&) = default;
};

/// When a search ends, unless it has tried everything before: after a number of simulated steps, or after a time.
struct SearchBudget {
    std::string text = "200";  ///< as the user wrote it
    std::optional<std::uint64_t> simulations = 200;
    std::optional<double> seconds{};

    friend bool operator==(const SearchBudget&, const SearchBudget&) = default;
};

/// `search:` of an experiment, where the mapping is `best`: what the search minimises, and how long it may take.
struct SearchConfig {
    Objective objective = Objective::energy;
    SearchBudget budget;
    std::uint64_t candidates = 0;  ///< for each phase and layer; 0: all

    friend bool operator==(const SearchConfig&, const SearchConfig&) = default;
};

struct ExperimentConfig {
    std::vector<model::Head> models;
    std::vector<PricedProcessor> processors;
    TrainingConfig training;
    PlacementConfig placement;
    SearchConfig search;
    std::optional<DataConfig> data;
    bool unused_classes = false;      ///< `classes` is given, but no model uses it
    SourceLocation location;          ///< the experiment's file
    SourceLocation mapping_location;  ///< of `mapping`, where it is given
    /// The same experiment with every name replaced by what it stands for; loads to the same configuration.
    std::string resolved_yaml;
};

}  // namespace deltasim::config
