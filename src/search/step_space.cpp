// SPDX-License-Identifier: MIT
#include "search/step_space.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_set>
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
    std::vector<Nests> parts;
    for (std::size_t n = 0; n < program.nests.size(); ++n) {
        const model::MappedLoops loops = mapping::mapped_loops(program.nests, n);
        auto known = std::find_if(parts.begin(), parts.end(), [&](const Nests& part) { return part.loops == loops; });
        if (known == parts.end()) known = parts.insert(parts.end(), Nests{loops, {}});
        known->numbers.push_back(n);
    }
    return parts;
}

/// The bound of a point for all nests of its part; nothing where one of them cannot be.
std::optional<Bounded> bounded(const std::vector<std::unique_ptr<NestBounds>>& bounds,
                               const std::optional<model::NestMapping>& mapping)
{
    Bounded all;
    for (const std::unique_ptr<NestBounds>& nest : bounds) {
        const std::optional<Bounded> one = nest->of(mapping);
        if (!one) return std::nullopt;
        all.bound = all.bound + one->bound;
        all.signature += one->signature;
    }
    return all;
}

/// The nearer one of a point that can be.
Bound nearer_bound(const std::vector<std::unique_ptr<NestBounds>>& bounds,
                   const std::optional<model::NestMapping>& mapping, const WordsOnChip* on_chip = nullptr)
{
    Bound all;
    for (const std::unique_ptr<NestBounds>& nest : bounds) all = all + nest->nearer(mapping, on_chip);
    return all;
}

}  // namespace

StepSpace::StepSpace(const experiment::RunRequest& request, Objective objective, std::uint64_t most_candidates,
                     const std::function<void(std::uint64_t, std::uint64_t)>& told)
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
        // The last nest is that of most samples.
        const std::size_t last = part.numbers.back();
        parts_.push_back({part.loops, NestSpace(unmapped_.nests[last], machine, automatic.mapping.at(last)), {}});
        enumerated_ += parts_.back().space.size();
    }
    std::uint64_t done = 0;
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        Part& part = parts_[p];
        std::vector<std::unique_ptr<NestBounds>>& bounds = bounds_.emplace_back();
        for (const std::size_t n : nests[p].numbers) {
            bounds.push_back(std::make_unique<NestBounds>(streaming_.nests[n], unmapped_.nests[n], request.priced,
                                                          spaces_, precisions_, most_on_chip_));
        }
        std::unordered_set<std::string> known;
        for (std::uint64_t number = 0; number < part.space.size(); ++number) {
            constexpr std::uint64_t between_reports = 1024;
            if (done++ % between_reports == 0) told(done, enumerated_);
            std::optional<Bounded> one = bounded(bounds, part.space.mapping(number));
            if (one && known.insert(std::move(one->signature)).second) part.candidates.push_back({number, one->bound});
        }
        for (Candidate& candidate : part.candidates) {
            candidate.bound = nearer_bound(bounds, part.space.mapping(candidate.number));
        }
    }
    weigh(objective);
    for (Part& part : parts_) {
        std::sort(part.candidates.begin(), part.candidates.end(), [](const Candidate& a, const Candidate& b) {
            return std::tie(a.weight, a.bound.seconds, a.bound.energy, a.number) <
                   std::tie(b.weight, b.bound.seconds, b.bound.energy, b.number);
        });
        const auto is_automatic = [&](const Candidate& each) { return each.number == part.space.automatic(); };
        const auto own = std::find_if(part.candidates.begin(), part.candidates.end(), is_automatic);
        part.automatic = own == part.candidates.end() ? 0 : static_cast<std::size_t>(own - part.candidates.begin());
        if (most_candidates == 0 || part.candidates.size() <= most_candidates) continue;
        const Candidate kept = part.candidates[part.automatic];
        part.candidates.resize(most_candidates);
        if (part.automatic < most_candidates) continue;
        part.automatic = part.candidates.size();
        part.candidates.push_back(kept);
    }
}

void StepSpace::weigh(Objective objective)
{
    Bound least;
    for (const Part& part : parts_) {
        Bound of_part = part.candidates.front().bound;
        for (const Candidate& candidate : part.candidates) {
            of_part.seconds = std::min(of_part.seconds, candidate.bound.seconds);
            of_part.energy = std::min(of_part.energy, candidate.bound.energy);
        }
        least = least + of_part;
    }
    for (Part& part : parts_) {
        for (Candidate& candidate : part.candidates) {
            const Bound& bound = candidate.bound;
            candidate.weight = objective == Objective::energy ? bound.energy
                               : objective == Objective::time
                                   ? bound.seconds
                                   : bound.energy * least.seconds + bound.seconds * least.energy;
        }
    }
    constant_ = objective == Objective::edp ? least.energy * least.seconds : 0.0;
}

model::MappingConfig StepSpace::mapping(const Choice& choice) const
{
    model::MappingConfig mapping;
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        const Part& part = parts_[p];
        model::PhaseMapping& own = mapping.own[part.loops];
        if (auto nest = part.space.mapping(part.candidates[choice[p]].number))
            own = std::move(*nest);
        else
            own = model::MappingRule::streaming;
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
        bound = bound + nearer_bound(bounds_[p], parts_[p].space.mapping(number), &on_chip);
    }
    return bound;
}

double StepSpace::weight(const Choice& choice) const
{
    double weight = 0.0;
    for (std::size_t p = 0; p < parts_.size(); ++p) weight += parts_[p].candidates[choice[p]].weight;
    return weight;
}

double StepSpace::least_weight() const { return weight(Choice(parts_.size(), 0)); }

double StepSpace::choices() const
{
    double choices = 1.0;
    for (const Part& part : parts_) choices *= static_cast<double>(part.candidates.size());
    return choices;
}

}  // namespace deltasim::search
