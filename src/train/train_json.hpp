// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/readers/experiment.hpp"
#include "experiment/results/json.hpp"
#include "report/table.hpp"
#include "train/training_session.hpp"

// The results of a training beside its costs: accuracy and energy of every epoch, for each schedule and processor.

namespace deltasim::train
{

using experiment::Json;

/// The costs of steps: comparisons of a step on a whole batch and, if an epoch has samples left over, of a step on
/// these.
struct StepCosts {
    Json whole;
    std::optional<Json> rest;
    std::uint64_t whole_samples = 1;
    std::uint64_t whole_steps = 0;  ///< in one epoch
    std::uint64_t rest_samples = 0;

    /// The same for the sampled steps of an epoch.
    struct Epoch {
        std::vector<Json> whole;
        std::optional<Json> rest;
    };
    /// By training of the session and by epoch; for processors that skip zeros.
    std::map<std::size_t, std::vector<Epoch>> sampled{};
};
/// By the number of samples that a step shall have; see schedules_by_step().
using CostsByStep = std::map<std::uint64_t, StepCosts>;

/// {"samples", "test_samples", "batch", "steps_per_epoch", "last_batch", "target_accuracy", "verified", "runs": [...]}.
/// Samples and steps are those with one batch per step; each run has its own. A run is a schedule on a processor. It
/// has its epochs; "diverged" ({"epoch", "step"}, or null) if they ended early; energy and time summed from the first
/// epoch on; and the first epoch whose accuracy on the test samples (without these, on the training samples) reaches
/// the target. For a processor that skips zeros it has "sampled_steps" of each epoch, whose mean costs count for all
/// steps; "step" is then that of the last epoch.
[[nodiscard]] Json train_json(const config::ExperimentConfig& experiment, const SessionResult& session,
                              const CostsByStep& costs_by_step, std::optional<double> target_accuracy,
                              const std::string& version);

/// Tables of the accuracy epoch by epoch, the costs to the target, and the learning curve over energy.
[[nodiscard]] std::vector<report::Table> train_tables(const Json& json);

}  // namespace deltasim::train
