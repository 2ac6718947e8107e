// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "train/trainer.hpp"

// A file from which a training goes on. It is there whole or not at all, whatever ends the process.

namespace deltasim::train
{

struct Checkpoint {
    std::vector<TrainingRecord> finished;   ///< trainings that are done, in their order
    std::optional<TrainerState> under_way;  ///< the next one
};

/// `identity`: all that decides what the trainings come to. Throws OutputError.
void write_checkpoint(const std::filesystem::path& file, const std::string& identity, const Checkpoint& checkpoint);

/// Nothing where there is no such file. Throws InputError for a file that is no checkpoint, or another training's.
[[nodiscard]] std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& file, const std::string& identity);

}  // namespace deltasim::train
