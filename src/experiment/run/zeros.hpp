// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "experiment/run/run.hpp"
#include "model/zero_pattern.hpp"

// Which activations and deltas of a run are 0, for processors that skip what that makes needless.

namespace deltasim::experiment
{

/// Nothing for a processor that skips nothing. Else what a training on data has found; or by the stated density; or as
/// a step in plain loops finds them, from the seed's features and the first weights. Throws InputError for weights in a
/// file that do not fit the head.
[[nodiscard]] std::optional<model::ZeroPattern> zeros_of(const RunRequest& request);

/// A bit a word, as hexadecimal digits, by tensor.
[[nodiscard]] std::string text_of(const model::ZeroPattern& zeros);

/// How the machine runs the loops. One that skips zeros streams every word from its home where the mapping is `auto`.
[[nodiscard]] model::MappingConfig mapping_of(const RunRequest& request);

/// Throws InputError where a run cannot skip zeros.
void require_skippable(const RunRequest& request);

}  // namespace deltasim::experiment
