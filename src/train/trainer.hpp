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

// Trains one head on data, step by step. Each epoch has its own order of samples, which it divides into batches; the
// last batch has the samples that are left. The results depend on the order in which rows are added up, and on nothing
// else of the machine.

namespace deltasim::train
{

struct EpochRecord {
    std::uint64_t epoch = 1;
    double learning_rate = 0.0;           ///< the rate of its last step
    double loss = 0.0;                    ///< mean over the epoch's samples, each before the update of its step
    double accuracy = 0.0;                ///< over the same samples, also before the update
    std::optional<double> test_accuracy;  ///< after the epoch, on the test samples
};

/// The step after which the outputs were no longer finite numbers. Steps of an epoch count from 1.
struct Divergence {
    std::uint64_t epoch = 1;
    std::uint64_t step = 1;
};

/// The result of a training: its epochs, fewer if it diverged.
struct TrainingRecord {
    std::vector<EpochRecord> epochs;
    std::optional<Divergence> diverged{};
};

/// The state of a training: everything that influences its future.
struct TrainerState {
    std::uint64_t samples_done = 0;  ///< in the present epoch
    double loss_sum = 0.0;           ///< of these samples
    std::uint64_t correct = 0;       ///< of these samples
    TrainingRecord record;
    model::TensorScales scales;
    model::TensorValues values;  ///< weights, biases, optimizer states, master weights
};

/// The order in which rows are added up: in a step on a whole batch, and in a step on the samples that an epoch has
/// left.
struct TrainingOrder {
    StepOrder whole;
    StepOrder rest;  ///< empty if no samples are left

    friend bool operator==(const TrainingOrder&, const TrainingOrder&) = default;
};

class Trainer
{
public:
    /// All arguments must outlive the trainer. `lanes`: of the machine that chooses scales. Throws InputError if
    /// weights in a file do not fit the head.
    Trainer(const model::Head& head, const config::TrainingConfig& training, const Data& data, std::uint64_t lanes,
            const TrainingOrder& order);

    [[nodiscard]] std::uint64_t steps_per_epoch() const;
    [[nodiscard]] std::uint64_t steps() const { return steps_per_epoch() * config_.epochs; }
    [[nodiscard]] std::uint64_t steps_done() const;
    [[nodiscard]] bool done() const
    {
        return state_.record.epochs.size() == config_.epochs || state_.record.diverged.has_value();
    }

    /// The training of the next step and the values with which it begins, including features and targets; call this
    /// before step().
    [[nodiscard]] const model::Training& next_training();
    [[nodiscard]] const model::TensorValues& values() const { return state_.values; }
    /// Does the next step, and tests the head after the last step of an epoch. Outputs that are not finite end the
    /// training.
    void step();

    [[nodiscard]] const TrainerState& state() const { return state_; }
    /// True if a tensor is kept from step to step.
    [[nodiscard]] static bool keeps(TensorId tensor);
    /// Continues from this state. Returns false if it cannot be a state of this training.
    [[nodiscard]] bool resume(TrainerState state);

private:
    void begin_epoch();
    void fill_batch(const DataSet& set, const std::vector<std::uint64_t>& order, std::uint64_t first,
                    std::uint64_t batch, const model::Training& training, model::TensorValues& values) const;
    /// Returns true if outputs and loss are finite numbers.
    [[nodiscard]] bool book_batch();
    /// Nothing if an output is not a finite number.
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
    std::vector<std::uint64_t> shuffled_;  ///< the samples of the epoch in their order
};

}  // namespace deltasim::train
