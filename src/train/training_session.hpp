// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/readers/experiment.hpp"
#include "model/zero_pattern.hpp"
#include "train/trainer.hpp"

// All trainings of an experiment: each head once for each order in which rows are added up, by the arrays and mappings
// of its processors and schedules, and for each number of samples that a step has.

namespace deltasim::train
{

struct SessionOptions {
    std::filesystem::path checkpoint;  ///< empty: none
    std::uint64_t verified_steps = 0;  ///< of each training, picked at random by seed
    std::uint64_t most_steps = 0;      ///< of the machine, in verifying
    /// Of each epoch, picked at random by seed, where a processor skips zeros: whose costs are theirs. Not with a
    /// checkpoint, which does not have them.
    std::uint64_t sampled_steps = 0;
};

struct SessionProgress {
    std::uint64_t steps_done = 0;  ///< of all trainings
    std::uint64_t steps = 0;
    std::string head;
    std::uint64_t epoch = 1;
};

/// One training, and whom it stands for.
struct FinishedTraining {
    std::size_t model = 0;  ///< of the experiment
    std::uint64_t lanes = 1;
    std::uint64_t step_samples = 1;  ///< several batches where a schedule puts updates off
    TrainingOrder order{};
    /// The experiment's processors whose steps these are, and under which schedules.
    std::map<std::size_t, std::vector<std::string>> schedules{};
    TrainingRecord record{};
    /// What is 0 in the steps of an epoch that were sampled: of a whole batch, and of what is left for the last.
    struct EpochZeros {
        std::vector<std::shared_ptr<const model::ZeroPattern>> whole;
        std::shared_ptr<const model::ZeroPattern> rest;
    };
    std::vector<EpochZeros> zeros{};  ///< by epoch of the record, where a processor skips zeros
};

struct SessionResult {
    std::uint64_t samples = 0;  ///< of an epoch
    std::uint64_t test_samples = 0;
    std::vector<FinishedTraining> trainings;
    std::uint64_t verified = 0;        ///< runs of the machine that came to the same words
    std::vector<std::string> skipped;  ///< runs of the machine that were not made, and why
};

/// By the samples of their steps: the schedules of an experiment.
[[nodiscard]] std::map<std::uint64_t, std::vector<std::string>> schedules_by_step(
    const config::TrainingConfig& training);

/// Throws InputError for data, weights and checkpoints that are wrong, SelfCheckFailed, OutputError and Interrupted;
/// before the last the checkpoint is written.
[[nodiscard]] SessionResult train_all(const config::ExperimentConfig& experiment, const SessionOptions& options,
                                      const std::function<void(const SessionProgress&)>& on_progress);

}  // namespace deltasim::train
