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

// What a training came to beside what it cost: accuracy and energy of every epoch, for each schedule and processor.

namespace deltasim::train
{

using experiment::Json;

/// What steps cost: the comparisons of a step on a whole batch and, where the samples leave a rest, of one on the rest.
struct StepCosts {
    Json whole;
    std::optional<Json> rest;
    std::uint64_t whole_samples = 1;
    std::uint64_t whole_steps = 0;  ///< of an epoch
    std::uint64_t rest_samples = 0;

    /// The same of the steps of an epoch that were sampled.
    struct Epoch {
        std::vector<Json> whole;
        std::optional<Json> rest;
    };
    /// By training of the session, and epoch; of processors that skip zeros.
    std::map<std::size_t, std::vector<Epoch>> sampled{};
};
/// By the samples that steps are meant to have; see schedules_by_step().
using CostsByStep = std::map<std::uint64_t, StepCosts>;

/// {"samples", "test_samples", "batch", "steps_per_epoch", "last_batch", "target_accuracy", "verified", "runs": [...]}.
/// Samples and steps are those of a batch a step; a run has its own. It is a schedule on a processor with its epochs,
/// "diverged" ({"epoch", "step"}, or null) where they ended before their time, energy and time summed from the first
/// on, and the first epoch whose accuracy on what was kept back (else on what was trained on) is the target's. Of a
/// processor that skips zeros it has "sampled_steps" of each epoch, whose mean costs are its steps'; "step" is then
/// that of the last epoch.
[[nodiscard]] Json train_json(const config::ExperimentConfig& experiment, const SessionResult& session,
                              const CostsByStep& costs_by_step, std::optional<double> target_accuracy,
                              const std::string& version);

/// Accuracy epoch by epoch, costs to the target, and the learning curve over energy.
[[nodiscard]] std::vector<report::Table> train_tables(const Json& json);

}  // namespace deltasim::train
