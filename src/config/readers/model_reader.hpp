// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "config/document/value.hpp"
#include "model/head.hpp"

// Reads a head: `features`, `layers` (where a width may be the word `classes`), and the file of its `weights`.

namespace deltasim::config
{

/// What `classes` stands for.
struct ClassCount {
    std::optional<std::uint64_t> given;  ///< by the experiment; without it the model's own default is used
    bool required = true;                ///< true: a width without a number is an error; false: it is read as 1
    bool used = false;                   ///< set when a model has a width `classes`
};

/// Checks sizes (each at least 1; every tensor and their total below 2^64 bytes) and that softmax is only in the last
/// layer. Returns nothing where an error was diagnosed.
[[nodiscard]] std::optional<model::Head> read_model(const Value& model, ClassCount& classes);

}  // namespace deltasim::config
