// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <memory>
#include <string>

#include "experiment/run/run.hpp"
#include "model/zero_pattern.hpp"

// Which activations and deltas of a run are 0, for processors that skip what that makes needless.

namespace deltasim::experiment
{

/// Null for a processor that skips nothing. Else what the request has; or what a training on data has found; or by the
/// stated density; or as a step in plain loops finds them, from the seed's features and the first weights. Throws
/// InputError for weights in a file that do not fit the head.
[[nodiscard]] std::shared_ptr<const model::ZeroPattern> zeros_of(const RunRequest& request);

/// What is 0 for one head and processor, found once for all of its schedules whose steps have as many samples.
class KnownZeros
{
public:
    /// Throws as zeros_of() and require_skippable() do.
    void give_to(RunRequest& request);

private:
    std::array<std::shared_ptr<const model::ZeroPattern>, 2> by_defers_;  ///< whether the schedule puts updates off
};

/// A bit a word, as hexadecimal digits, by tensor.
[[nodiscard]] std::string text_of(const model::ZeroPattern& zeros);

/// How the machine runs the loops. One that skips zeros streams every word from its home where the mapping is `auto`.
[[nodiscard]] model::MappingConfig mapping_of(const RunRequest& request);

/// Throws InputError where a run cannot skip zeros.
void require_skippable(const RunRequest& request);

}  // namespace deltasim::experiment
