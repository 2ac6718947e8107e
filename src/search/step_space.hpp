// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/objective.hpp"
#include "experiment/run/run.hpp"
#include "search/nest_bounds.hpp"
#include "search/nest_space.hpp"

// The mappings of a whole training step: one for each phase of each layer. Phases share the homes of tensors and what
// stays on chip, so that they are judged together; their lower bounds do not, and add up.

namespace deltasim::search
{

struct Candidate {
    std::uint64_t number = 0;  ///< in the nest's space
    Bound bound;
    double weight = 0.0;  ///< what it adds to the least that a step takes: see StepSpace::least()
};

/// Loops whose nests run under one mapping.
struct Part {
    model::MappedLoops loops;
    NestSpace space;
    std::vector<Candidate> candidates;  ///< those that can be, each once, by weight
    std::size_t automatic = 0;          ///< what `auto` takes, among them
};

/// A candidate of each part.
using Choice = std::vector<std::size_t>;

class StepSpace
{
public:
    /// `most_candidates`: of each part only that many, those with the least bounds, and what `auto` takes; 0: all.
    /// `told` is called with how many points have been looked at and how many there are, and may throw. Throws as
    /// plan_run() does.
    StepSpace(const experiment::RunRequest& request, Objective objective, std::uint64_t most_candidates,
              const std::function<void(std::uint64_t done, std::uint64_t all)>& told);

    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
    [[nodiscard]] model::MappingConfig mapping(const Choice& choice) const;
    [[nodiscard]] Choice automatic() const;
    /// Points that were looked at.
    [[nodiscard]] std::uint64_t enumerated() const { return enumerated_; }
    /// The bound of a choice.
    [[nodiscard]] Bound bound(const Choice& choice) const;
    /// The same where it is known what lies on chip.
    [[nodiscard]] Bound bound(const Choice& choice, const WordsOnChip& on_chip) const;
    /// No choice whose candidates' weights sum to this has an objective below it. For energy and time a weight is the
    /// bound itself. Of the product (E - E0) (T - T0) >= 0, where no step takes less than E0 or T0: E T is at least
    /// E T0 + T E0 - E0 T0, which is a sum over parts again.
    [[nodiscard]] double least(double weights) const { return weights - constant_; }
    [[nodiscard]] double weight(const Choice& choice) const;
    [[nodiscard]] double least_weight() const;
    /// Steps that could be chosen.
    [[nodiscard]] double choices() const;

private:
    void weigh(Objective objective);

    model::TensorPrecisions precisions_;
    std::vector<model::MemorySpace> spaces_;
    schedule::Program streaming_;
    schedule::Program unmapped_;
    MostsOnChip most_on_chip_;
    std::vector<Part> parts_;
    std::vector<std::vector<std::unique_ptr<NestBounds>>> bounds_;  ///< by part, of its nests
    std::uint64_t enumerated_ = 0;
    double constant_ = 0.0;
};

}  // namespace deltasim::search
