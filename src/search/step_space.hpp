// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/objective.hpp"
#include "experiment/run/run.hpp"
#include "search/bounded_space.hpp"

// The mappings of a whole training step: one for each phase of each layer. Phases share the homes of tensors and what
// stays on chip, so that they are judged together; their lower bounds do not, and add up.

namespace deltasim::search
{

/// Loops whose nests run under one mapping.
struct Part {
    model::MappedLoops loops;
    NestSpace space;
    std::vector<Candidate> candidates;  ///< those that can be, each once, by weight
    std::size_t automatic = 0;          ///< what `auto` takes, among them
    std::optional<Candidate> rest{};    ///< no point of the space that was not looked at has less; nothing: all were
};

/// A candidate of each part.
using Choice = std::vector<std::size_t>;

struct SpaceLimits {
    /// Of each part only that many, those with the least bounds, and what `auto` takes; 0: all.
    std::uint64_t most_candidates = 0;
    std::uint64_t threads = 1;
    /// A step is wanted whose objective is below it. Candidates that no such step can have stay bounded by words alone,
    /// unless the most promising ones are asked for.
    double worth = std::numeric_limits<double>::infinity();
    std::optional<Clock::time_point> end_of_words{};  ///< no further points are looked at after it
    std::optional<Clock::time_point> end{};           ///< no further candidates are bounded more nearly after it
};

/// Called with how many points have been looked at and how many there are; may throw.
using ToldPoints = std::function<void(std::uint64_t done, std::uint64_t all)>;

class StepSpace
{
public:
    /// Throws as plan_run() does.
    StepSpace(const experiment::RunRequest& request, Objective objective);

    /// What `auto` takes, spelt out.
    [[nodiscard]] model::MappingConfig automatic_mapping() const;

    /// Finds the candidates. Everything below is of them.
    void bound(const SpaceLimits& limits, const ToldPoints& told);

    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
    [[nodiscard]] model::MappingConfig mapping(const Choice& choice) const;
    [[nodiscard]] Choice automatic() const;
    /// Points of all parts, and how many of them were looked at.
    [[nodiscard]] std::uint64_t points() const { return points_; }
    [[nodiscard]] std::uint64_t enumerated() const { return enumerated_; }
    /// The bound of a choice.
    [[nodiscard]] Bound bound(const Choice& choice) const;
    /// The same where it is known what lies on chip.
    [[nodiscard]] Bound bound(const Choice& choice, const WordsOnChip& on_chip) const;
    /// The same for choices that come to the same step, so that one of them need not be simulated: once it is known
    /// where tensors lie.
    [[nodiscard]] std::string identity(const Choice& choice, const model::Placement& placement) const;
    /// No choice whose candidates' weights sum to this has an objective below it. For energy and time a weight is the
    /// bound itself. Of the product (E - E0) (T - T0) >= 0, where no step takes less than E0 or T0: E T is at least
    /// E T0 + T E0 - E0 T0, which is a sum over parts again.
    [[nodiscard]] double least(double weights) const { return weights - constant_; }
    [[nodiscard]] double weight(const Choice& choice) const;
    [[nodiscard]] double least_weight() const;
    /// The least that the weight of a step can be in which a part has a mapping that was not looked at; nothing: all
    /// were.
    [[nodiscard]] std::optional<double> least_weight_of_rest() const;
    /// Steps that could be chosen.
    [[nodiscard]] double choices() const;

private:
    void bound_by_words(const SpaceLimits& limits, const ToldPoints& told);
    void bound_nearer(const SpaceLimits& limits, const ToldPoints& told);
    void weigh();
    [[nodiscard]] double least_weight_of_all() const;
    static void sort_and_cut(Part& part, std::uint64_t most_candidates);

    Objective objective_;
    model::TensorPrecisions precisions_;
    std::vector<model::MemorySpace> spaces_;
    schedule::Program streaming_;
    schedule::Program unmapped_;
    MostsOnChip most_on_chip_;
    std::vector<Part> parts_;
    std::vector<PartBounds> bounds_;  ///< by part
    std::uint64_t points_ = 0;
    std::uint64_t enumerated_ = 0;
    double constant_ = 0.0;
};

}  // namespace deltasim::search
