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

// All trainings of an experiment. Each head is trained once for each order in which rows are added up, which arrays,
// mappings and schedules decide, and for each number of samples in a step.

namespace deltasim::train
{

struct SessionOptions {
    std::filesystem::path checkpoint;  ///< empty: no checkpoint
    std::uint64_t verified_steps = 0;  ///< for each training, picked at random by seed
    std::uint64_t most_steps = 0;      ///< most steps of the machine in a verification
    /// For each epoch, if a processor skips zeros: steps picked at random by seed, which give the costs of the epoch.
    /// Cannot be combined with a checkpoint, which does not hold them.
    std::uint64_t sampled_steps = 0;
};

struct SessionProgress {
    std::uint64_t steps_done = 0;  ///< in all trainings
    std::uint64_t steps = 0;
    std::string head;
    std::uint64_t epoch = 1;
};

/// One training, and the runs that it stands for.
struct FinishedTraining {
    std::size_t model = 0;  ///< index of the model in the experiment
    std::uint64_t lanes = 1;
    std::uint64_t step_samples = 1;  ///< several batches if a schedule defers updates
    TrainingOrder order{};
    /// The processors of the experiment whose steps these are, and under which schedules.
    std::map<std::size_t, std::vector<std::string>> schedules{};
    TrainingRecord record{};
    /// The zeros in the sampled steps of an epoch: of steps on a whole batch, and of the step on the samples that are
    /// left.
    struct EpochZeros {
        std::vector<std::shared_ptr<const model::ZeroPattern>> whole;
        std::shared_ptr<const model::ZeroPattern> rest;
    };
    std::vector<EpochZeros> zeros{};  ///< by epoch of the record; only if a processor skips zeros
};

struct SessionResult {
    std::uint64_t samples = 0;  ///< in an epoch
    std::uint64_t test_samples = 0;
    std::vector<FinishedTraining> trainings;
    std::uint64_t verified = 0;        ///< runs of the machine that ended with the same words
    std::vector<std::string> skipped;  ///< runs of the machine that were not done, and why
};

/// The schedules of an experiment, by the number of samples in their steps.
[[nodiscard]] std::map<std::uint64_t, std::vector<std::string>> schedules_by_step(
    const config::TrainingConfig& training);

/// Throws InputError for wrong data, weights or checkpoints; SelfCheckFailed; OutputError; and Interrupted, after it
/// has written the checkpoint.
[[nodiscard]] SessionResult train_all(const config::ExperimentConfig& experiment, const SessionOptions& options,
                                      const std::function<void(const SessionProgress&)>& on_progress);

}  // namespace deltasim::train
