// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "experiment/run/run.hpp"

// The last step of an epoch whose samples are not a multiple of the batch: a run with a smaller batch.

namespace deltasim::experiment
{

/// The samples that are left for the last step; 0 if all steps are alike, or if the samples of an epoch are not given.
[[nodiscard]] std::uint64_t last_batch_size(const RunRequest& request);

struct LastBatch {
    std::unique_ptr<const config::TrainingConfig> training;  ///< to which the request refers
    RunRequest request;
    RunPlan plan;
};

/// Nothing if last_batch_size() is 0.
[[nodiscard]] std::optional<LastBatch> last_batch(const RunRequest& request);

}  // namespace deltasim::experiment
