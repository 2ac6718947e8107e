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

// The mappings of a whole training step: one for each phase of each layer. Phases share the homes of tensors and the
// room on chip, so only whole steps are judged. The lower bound of a phase does not depend on the other phases, so
// these bounds add up.

namespace deltasim::search
{

/// Loops whose nests share a mapping.
struct Part {
    model::MappedLoops loops;
    NestSpace space;
    std::vector<Candidate> candidates;  ///< possible mappings, each once, by weight
    std::size_t automatic = 0;          ///< index of the mapping of `auto`
    std::optional<Candidate> rest{};    ///< a lower bound for all points that were not looked at, if there are any
};

/// One candidate of each part.
using Choice = std::vector<std::size_t>;

struct SpaceLimits {
    /// Each part keeps only this many candidates, those with the lowest bounds, and that of `auto`. 0: it keeps all.
    std::uint64_t most_candidates = 0;
    std::uint64_t threads = 1;
    /// Only steps with an objective below this are of interest. A candidate that cannot be in such a step is bounded
    /// only by words, unless `most_candidates` is set.
    double worth = std::numeric_limits<double>::infinity();
    std::optional<Clock::time_point> end_of_words{};  ///< no further points are looked at after this
    std::optional<Clock::time_point> end{};           ///< no further candidates are bounded line by line after this
};

/// Called with the number of points that were looked at and the number of all points. May throw.
using ToldPoints = std::function<void(std::uint64_t done, std::uint64_t all)>;

class StepSpace
{
public:
    /// Throws what plan_run() throws.
    StepSpace(const experiment::RunRequest& request, Objective objective);

    /// The mapping of `auto`, written out phase by phase.
    [[nodiscard]] model::MappingConfig automatic_mapping() const;

    /// Finds the candidates. All members below need them.
    void bound(const SpaceLimits& limits, const ToldPoints& told);

    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
    [[nodiscard]] model::MappingConfig mapping(const Choice& choice) const;
    [[nodiscard]] Choice automatic() const;
    /// The number of points of all parts.
    [[nodiscard]] std::uint64_t points() const { return points_; }
    /// The number of points that were looked at.
    [[nodiscard]] std::uint64_t enumerated() const { return enumerated_; }
    /// The bound of a choice.
    [[nodiscard]] Bound bound(const Choice& choice) const;
    /// The bound of a choice once it is known what lies on chip.
    [[nodiscard]] Bound bound(const Choice& choice, const WordsOnChip& on_chip) const;
    /// Equal for choices that make the same step: only one of these must be simulated. `placement`: where the tensors
    /// lie under this choice.
    [[nodiscard]] std::string identity(const Choice& choice, const model::Placement& placement) const;
    /// A lower bound for the objective of every choice whose candidates' weights add up to `weights`. For energy and
    /// time, a weight is the bound itself. For their product: no step takes less energy than E0 or less time than T0,
    /// so (E - E0) (T - T0) >= 0. Therefore E T is at least E T0 + T E0 - E0 T0, which is a sum over parts again.
    [[nodiscard]] double least(double weights) const { return weights - constant_; }
    [[nodiscard]] double weight(const Choice& choice) const;
    [[nodiscard]] double least_weight() const;
    /// A lower bound for the weight of a step in which a part has a mapping that was not looked at; nothing if all
    /// mappings were looked at.
    [[nodiscard]] std::optional<double> least_weight_of_rest() const;
    /// The number of choices.
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
