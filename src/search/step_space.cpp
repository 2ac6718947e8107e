// SPDX-License-Identifier: MIT
#include "search/step_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <tuple>
#include <utility>

#include "mapping/map_program.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/row_padding.hpp"
#include "sim/memory_spaces.hpp"

namespace deltasim::search
{

namespace
{

/// The nests of a program that run under one mapping.
struct Nests {
    model::MappedLoops loops;
    std::vector<std::size_t> numbers;
};

std::vector<Nests> nests_by_part(const schedule::Program& program)
{
    const std::vector<model::MappedLoops> loops = mapping::mapped_loops(program.nests);
    std::vector<Nests> parts;
    for (std::size_t n = 0; n < program.nests.size(); ++n) {
        auto known =
            std::find_if(parts.begin(), parts.end(), [&](const Nests& part) { return part.loops == loops[n]; });
        if (known == parts.end()) known = parts.insert(parts.end(), Nests{loops[n], {}});
        known->numbers.push_back(n);
    }
    return parts;
}

/// Writes the mapping of point `number` of the part's space into `mapping`.
void set_mapping(const Part& part, std::uint64_t number, model::MappingConfig& mapping)
{
    model::PhaseMapping& own = mapping.own[part.loops];
    if (auto nest = part.space.mapping(number))
        own = std::move(*nest);
    else
        own = model::MappingRule::streaming;
}

/// The least weight that any point of the part's space can have, whether it was looked at or not.
double least_weight_of(const Part& part)
{
    double least = part.rest ? part.rest->weight : std::numeric_limits<double>::infinity();
    for (const Candidate& candidate : part.candidates) least = std::min(least, candidate.weight);
    return least;
}

}  // namespace

StepSpace::StepSpace(const experiment::RunRequest& request, Objective objective) : objective_(objective)
{
    config::PlacementConfig placement = request.placement;
    placement.mapping = {.otherwise = model::MappingRule::automatic};
    const experiment::RunPlan automatic = experiment::plan_run(experiment::with_placement(request, placement));
    const machine::PeArrayConfig& array = request.priced.processor.pe_array;
    const auto written_for = [&](std::uint64_t lanes) {
        schedule::Program program = request.schedule.program(request.head, automatic.training, lanes);
        schedule::pad_rows(program, automatic.row_layouts);
        return program;
    };
    streaming_ = written_for(array.lanes);
    unmapped_ = written_for(schedule::unmapped);
    spaces_ = sim::memory_spaces(request.priced.processor);
    precisions_ = automatic.training.precision;
    most_on_chip_ = most_on_chip(schedule::tensor_words(streaming_), precisions_, spaces_, request.placement.homes);
    const model::Placement nowhere;
    const mapping::MappedMachine machine{array, spaces_, nowhere, precisions_};
    const std::vector<Nests> nests = nests_by_part(unmapped_);
    for (const Nests& part : nests) {
        // The last nest has the most samples.
        const std::size_t last = part.numbers.back();
        parts_.push_back({part.loops, NestSpace(unmapped_.nests[last], machine, automatic.mapping.at(last)), {}});
        points_ += parts_.back().space.size();
        PartBounds& bounds = bounds_.emplace_back();
        for (const std::size_t n : part.numbers) {
            bounds.add(std::make_unique<NestBounds>(streaming_.nests[n], unmapped_.nests[n], request.priced, spaces_,
                                                    precisions_, most_on_chip_, shared_tiles(unmapped_.nests, n)));
        }
    }
}

model::MappingConfig StepSpace::automatic_mapping() const
{
    model::MappingConfig mapping;
    for (const Part& part : parts_) set_mapping(part, part.space.automatic(), mapping);
    return mapping;
}

void StepSpace::bound(const SpaceLimits& limits, const ToldPoints& told)
{
    bound_by_words(limits, told);
    weigh();
    bound_nearer(limits, told);
    weigh();
    for (Part& part : parts_) sort_and_cut(part, limits.most_candidates);
}

void StepSpace::bound_by_words(const SpaceLimits& limits, const ToldPoints& told)
{
    std::vector<const NestSpace*> spaces;
    for (const Part& part : parts_) spaces.push_back(&part.space);
    const WorkLimits work{.threads = limits.threads, .end = limits.end_of_words};
    std::vector<BoundedSpace> bounded =
        bound_spaces(spaces, bounds_, work, [&](std::uint64_t looked_at) { told(looked_at, points_); });
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        enumerated_ += bounded[p].looked_at;
        parts_[p].candidates = std::move(bounded[p].candidates);
        if (bounded[p].looked_at < spaces[p]->size()) parts_[p].rest = Candidate{.bound = bounds_[p].least()};
    }
}

/// Bounds candidates line by line. Those whose weight is nearest to the least of their part come first: if the time
/// ends, the others hardly matter.
void StepSpace::bound_nearer(const SpaceLimits& limits, const ToldPoints& told)
{
    struct Waiting {
        double above_least;
        std::size_t part;
        Candidate* candidate;
    };
    std::vector<Waiting> waiting;
    const double least_of_all = least_weight_of_all();
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        const double least_of_part = least_weight_of(parts_[p]);
        for (Candidate& candidate : parts_[p].candidates) {
            const double above = candidate.weight - least_of_part;
            const bool can_win = least(least_of_all + above) < limits.worth;
            if (can_win || limits.most_candidates > 0) waiting.push_back({above, p, &candidate});
        }
    }
    std::stable_sort(waiting.begin(), waiting.end(),
                     [](const Waiting& a, const Waiting& b) { return a.above_least < b.above_least; });
    const auto bound_one = [&](std::size_t n) {
        const auto& [above, part, candidate] = waiting[n];
        candidate->bound = bounds_[part].nearer(parts_[part].space.mapping(candidate->number), nullptr);
    };
    work_through(waiting.size(), {.threads = limits.threads, .end = limits.end}, bound_one,
                 [&] { told(enumerated_, points_); });
}

void StepSpace::sort_and_cut(Part& part, std::uint64_t most_candidates)
{
    std::sort(part.candidates.begin(), part.candidates.end(), [](const Candidate& a, const Candidate& b) {
        return std::tie(a.weight, a.bound.seconds, a.bound.energy, a.number) <
               std::tie(b.weight, b.bound.seconds, b.bound.energy, b.number);
    });
    const auto is_automatic = [&](const Candidate& each) { return each.number == part.space.automatic(); };
    const auto own = std::find_if(part.candidates.begin(), part.candidates.end(), is_automatic);
    part.automatic = own == part.candidates.end() ? 0 : static_cast<std::size_t>(own - part.candidates.begin());
    if (most_candidates == 0 || part.candidates.size() <= most_candidates) return;
    const Candidate kept = part.candidates[part.automatic];
    part.candidates.resize(most_candidates);
    if (part.automatic < most_candidates) return;
    part.automatic = part.candidates.size();
    part.candidates.push_back(kept);
}

void StepSpace::weigh()
{
    Bound least;
    for (const Part& part : parts_) {
        Bound of_part = part.candidates.front().bound;
        for (const Candidate& candidate : part.candidates) {
            of_part.seconds = std::min(of_part.seconds, candidate.bound.seconds);
            of_part.energy = std::min(of_part.energy, candidate.bound.energy);
        }
        if (part.rest) {
            of_part.seconds = std::min(of_part.seconds, part.rest->bound.seconds);
            of_part.energy = std::min(of_part.energy, part.rest->bound.energy);
        }
        least = least + of_part;
    }
    const auto weight_of = [&](const Bound& bound) {
        return objective_ == Objective::energy ? bound.energy
               : objective_ == Objective::time ? bound.seconds
                                               : bound.energy * least.seconds + bound.seconds * least.energy;
    };
    for (Part& part : parts_) {
        for (Candidate& candidate : part.candidates) candidate.weight = weight_of(candidate.bound);
        if (part.rest) part.rest->weight = weight_of(part.rest->bound);
    }
    constant_ = objective_ == Objective::edp ? least.energy * least.seconds : 0.0;
}

model::MappingConfig StepSpace::mapping(const Choice& choice) const
{
    model::MappingConfig mapping;
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        set_mapping(parts_[p], parts_[p].candidates[choice[p]].number, mapping);
    }
    return mapping;
}

Choice StepSpace::automatic() const
{
    Choice choice;
    for (const Part& part : parts_) choice.push_back(part.automatic);
    return choice;
}

Bound StepSpace::bound(const Choice& choice) const
{
    Bound bound;
    for (std::size_t p = 0; p < parts_.size(); ++p) bound = bound + parts_[p].candidates[choice[p]].bound;
    return bound;
}

Bound StepSpace::bound(const Choice& choice, const WordsOnChip& on_chip) const
{
    Bound bound;
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        const std::uint64_t number = parts_[p].candidates[choice[p]].number;
        bound = bound + bounds_[p].nearer(parts_[p].space.mapping(number), &on_chip);
    }
    return bound;
}

std::string StepSpace::identity(const Choice& choice, const model::Placement& placement) const
{
    std::string identity;
    for (const auto& [tensor, home] : placement) {
        identity += fmt::format("{} {} {} {} {} {} {};", static_cast<int>(tensor.tensor), tensor.layer,
                                static_cast<int>(tensor.array), static_cast<int>(tensor.rows), home.memory,
                                home.address.value(), home.words_before);
    }
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        const std::uint64_t number = parts_[p].candidates[choice[p]].number;
        identity += bounds_[p].signature(parts_[p].space.mapping(number), placement);
    }
    return identity;
}

double StepSpace::weight(const Choice& choice) const
{
    double weight = 0.0;
    for (std::size_t p = 0; p < parts_.size(); ++p) weight += parts_[p].candidates[choice[p]].weight;
    return weight;
}

double StepSpace::least_weight() const { return weight(Choice(parts_.size(), 0)); }

double StepSpace::least_weight_of_all() const
{
    double weight = 0.0;
    for (const Part& part : parts_) weight += least_weight_of(part);
    return weight;
}

std::optional<double> StepSpace::least_weight_of_rest() const
{
    if (enumerated_ == points_) return std::nullopt;
    return least_weight_of_all();
}

double StepSpace::choices() const
{
    double choices = 1.0;
    for (const Part& part : parts_) choices *= static_cast<double>(part.candidates.size());
    return choices;
}

}  // namespace deltasim::search
