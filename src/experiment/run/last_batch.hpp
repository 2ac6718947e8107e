// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "experiment/run/run.hpp"

// The last step of an epoch whose samples are no whole number of batches: a run of a smaller batch, in every respect.

namespace deltasim::experiment
{

/// The samples that are left for the last step; 0 where all steps are alike, or no epoch is told.
[[nodiscard]] std::uint64_t last_batch_size(const RunRequest& request);

struct LastBatch {
    std::unique_ptr<const config::TrainingConfig> training;  ///< which the request refers to
    RunRequest request;
    RunPlan plan;
};

/// Nothing where last_batch_size() is 0.
[[nodiscard]] std::optional<LastBatch> last_batch(const RunRequest& request);

}  // namespace deltasim::experiment
