// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "train/trainer.hpp"

// A file from which a training can continue. It exists as a whole or not at all, however the process ends.

namespace deltasim::train
{

struct Checkpoint {
    std::vector<TrainingRecord> finished;   ///< trainings that are done, in their order
    std::optional<TrainerState> under_way;  ///< the next training, which has begun
};

/// `identity`: everything on which the results of the trainings depend. Throws OutputError.
void write_checkpoint(const std::filesystem::path& file, const std::string& identity, const Checkpoint& checkpoint);

/// Nothing if there is no such file. Throws InputError if the file is not a checkpoint, or is that of another training.
[[nodiscard]] std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& file, const std::string& identity);

}  // namespace deltasim::train
