// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "config/document/value.hpp"
#include "model/head.hpp"

// Reads a head: `features`, `layers`, where a width may be the word `classes`, and the file of its `weights`.

namespace deltasim::config
{

/// What `classes` stands for.
struct ClassCount {
    std::optional<std::uint64_t> given;  ///< by the experiment; else the model's own default counts
    bool required = true;                ///< a width that no one gives is an error; else it is read as 1
    bool used = false;                   ///< set when a model asks for it
};

/// Checks sizes (at least 1, every tensor and their total below 2^64 bytes) and that softmax is last only.
/// Nothing where the head was diagnosed.
[[nodiscard]] std::optional<model::Head> read_model(const Value& model, ClassCount& classes);

}  // namespace deltasim::config
