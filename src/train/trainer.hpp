// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "config/readers/experiment.hpp"
#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "train/data_set.hpp"
#include "train/fast_step.hpp"
#include "train/row_order.hpp"

// Trains one head on data, step by step: epochs in an order of their own, batches, the last of an epoch with what is
// left. Its numbers depend on the order in which rows are added up, and on nothing else of the machine.

namespace deltasim::train
{

struct EpochRecord {
    std::uint64_t epoch = 1;
    double learning_rate = 0.0;           ///< of its last step
    double loss = 0.0;                    ///< the mean over the epoch's samples, each before its step's update
    double accuracy = 0.0;                ///< likewise
    std::optional<double> test_accuracy;  ///< after the epoch, of what was kept back
};

/// The step after which the outputs were no finite numbers any more. Steps of an epoch count from 1.
struct Divergence {
    std::uint64_t epoch = 1;
    std::uint64_t step = 1;
};

/// What a training came to: its epochs, which are fewer where it diverged.
struct TrainingRecord {
    std::vector<EpochRecord> epochs;
    std::optional<Divergence> diverged{};
};

/// Where a training is. All that has an influence on what comes.
struct TrainerState {
    std::uint64_t samples_done = 0;  ///< of the epoch that is under way
    double loss_sum = 0.0;           ///< of these
    std::uint64_t correct = 0;       ///< of these
    TrainingRecord record;
    model::TensorScales scales;
    model::TensorValues values;  ///< weights, biases, optimizer states, master weights
};

/// In which order rows are added up: in a step on a whole batch, and in one on what an epoch leaves for its last.
struct TrainingOrder {
    StepOrder whole;
    StepOrder rest;  ///< empty where nothing is left

    friend bool operator==(const TrainingOrder&, const TrainingOrder&) = default;
};

class Trainer
{
public:
    /// All outlive the trainer. `lanes`: of the machine that chooses scales. Throws InputError for weights in a file
    /// that do not fit the head.
    Trainer(const model::Head& head, const config::TrainingConfig& training, const Data& data, std::uint64_t lanes,
            const TrainingOrder& order);

    [[nodiscard]] std::uint64_t steps_per_epoch() const;
    [[nodiscard]] std::uint64_t steps() const { return steps_per_epoch() * config_.epochs; }
    [[nodiscard]] std::uint64_t steps_done() const;
    [[nodiscard]] bool done() const
    {
        return state_.record.epochs.size() == config_.epochs || state_.record.diverged.has_value();
    }

    /// The next step's training and the values that it begins with, features and targets included; before step().
    [[nodiscard]] const model::Training& next_training();
    [[nodiscard]] const model::TensorValues& values() const { return state_.values; }
    /// Takes the next step, and after an epoch's last one tests the head. Outputs that are no numbers end the training.
    void step();

    [[nodiscard]] const TrainerState& state() const { return state_; }
    /// Whether a tensor is kept from step to step.
    [[nodiscard]] static bool keeps(TensorId tensor);
    /// Goes on from there. Returns whether it could: not from what cannot be a state of this training.
    [[nodiscard]] bool resume(TrainerState state);

private:
    void begin_epoch();
    void fill_batch(const DataSet& set, const std::vector<std::uint64_t>& order, std::uint64_t first,
                    std::uint64_t batch, const model::Training& training, model::TensorValues& values) const;
    /// Returns whether outputs and loss are finite numbers.
    [[nodiscard]] bool book_batch();
    /// Nothing where an output is no finite number.
    [[nodiscard]] std::optional<double> tested_accuracy();
    [[nodiscard]] bool may_be(const TrainerState& state) const;

    const model::Head& head_;
    const config::TrainingConfig& config_;
    const Data& data_;
    const TrainingOrder& order_;
    FastStep fast_;
    TrainerState state_;
    model::Training training_;  ///< of the next step, once it is prepared
    bool prepared_ = false;
    std::vector<std::uint64_t> shuffled_;  ///< the epoch's samples
};

}  // namespace deltasim::train
