// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <memory>
#include <string>

#include "experiment/run/run.hpp"
#include "model/zero_pattern.hpp"

// Finds which activations and deltas of a run are 0, for processors that skip zeros.

namespace deltasim::experiment
{

/// Null for a processor that skips nothing. Otherwise the first of these that exists: the zeros of the request; those
/// that a training on data has found; zeros by the stated density; the zeros of one step in plain loops, on the seed's
/// features and the first weights. Throws InputError for weights in a file that do not fit the head.
[[nodiscard]] std::shared_ptr<const model::ZeroPattern> zeros_of(const RunRequest& request);

/// The zeros for one head and processor, found once for all of its schedules whose steps have equal numbers of samples.
class KnownZeros
{
public:
    /// Throws what zeros_of() and require_skippable() throw.
    void give_to(RunRequest& request);

private:
    std::array<std::shared_ptr<const model::ZeroPattern>, 2> by_defers_;  ///< 1: for schedules that defer updates
};

/// One bit per word, as hexadecimal digits, by tensor.
[[nodiscard]] std::string text_of(const model::ZeroPattern& zeros);

/// The mapping of the run. A machine that skips zeros streams every word from its home under `auto`.
[[nodiscard]] model::MappingConfig mapping_of(const RunRequest& request);

/// Throws InputError if the run cannot skip zeros.
void require_skippable(const RunRequest& request);

}  // namespace deltasim::experiment
