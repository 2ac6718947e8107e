// SPDX-License-Identifier: MIT
#include "search/search.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <utility>

#include "os/interruption.hpp"
#include "search/by_weight.hpp"
#include "search/step_plans.hpp"

namespace deltasim::search
{

namespace
{

/// So many steps are simulated before the next ones are chosen. This does not depend on how many simulations run at a
/// time, so the answer does not depend on it either.
constexpr std::size_t at_once = 8;
/// At most so many candidates of a phase, or so many whole steps, are planned to choose the next steps from.
constexpr std::size_t most_planned = 256;
/// At most so many steps are planned for each simulation of the budget.
constexpr std::uint64_t planned_a_simulation = 128;
constexpr std::size_t most_next = 4;
/// If two bounds differ by less than this factor, they do not say which step is better.
constexpr double hardly_more = 1.001;
constexpr double never = std::numeric_limits<double>::infinity();

/// The first `count` elements of a list that is sorted by `least`, the smallest first. If more than `count` elements
/// are about as small as the first one, it takes `count` of these, spread evenly, since neighbours are alike.
template <class Each, class LeastOf>
std::vector<Each> most_promising(const std::vector<Each>& all, std::size_t count, const LeastOf& least)
{
    const auto alike = static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const Each& each) { return least(each) <= hardly_more * least(all.front()); }));
    std::vector<Each> some;
    for (std::size_t i = 0; i < std::min(count, all.size()); ++i) {
        some.push_back(all[alike > count ? i * alike / count : i]);
    }
    return some;
}

/// After the first share of a time budget the search looks at no further points. After the second share it bounds no
/// further candidates line by line, and begins to simulate candidates.
constexpr double share_of_words = 0.25;
constexpr double share_of_bounds = 0.5;

class Search
{
public:
    Search(const experiment::RunRequest& request, experiment::ResultsStore& store, const SearchOptions& options,
           const std::function<void(const SearchProgress&)>& on_progress)
        : options_(options), on_progress_(on_progress),
          start_(Clock::now()), progress_{std::string(request.schedule.name), 0, 0, 0, options.most_simulations},
          space_(request, options.objective), simulations_(request, store, options.jobs, options.version,
                                                           [this](std::size_t done) {
                                                               progress_.simulated = judged_.size() + done;
                                                               on_progress_(progress_);
                                                           }),
          plans_(space_, simulations_, options.objective, threads())
    {
    }

    ScheduleResult run()
    {
        const auto automatic = simulations_.outcomes({space_.automatic_mapping()}).front().figures;
        if (!automatic) throw model::PlacementError("the mapping auto, spelt out phase by phase, has no room");
        bound_space(value_of(*automatic));
        by_weight_.emplace(space_);
        automatic_ = space_.automatic();
        plans_.plan({automatic_}, std::nullopt);
        judge({automatic_});
        improve_all();
        return result();
    }

private:
    struct Judged {
        std::optional<StepFigures> figures;
        double value = never;
    };

    [[nodiscard]] double value_of(const StepFigures& figures) const
    {
        return deltasim::value_of(options_.objective, figures.energy_pj, figures.seconds);
    }
    [[nodiscard]] double value_of(const Bound& bound) const
    {
        return deltasim::value_of(options_.objective, bound.energy, bound.seconds);
    }

    /// `worth`: the value that a step must be better than.
    void bound_space(double worth)
    {
        const SpaceLimits limits{.most_candidates = options_.most_candidates,
                                 .threads = threads(),
                                 .worth = worth,
                                 .end_of_words = end(share_of_words),
                                 .end = end(share_of_bounds)};
        space_.bound(limits, [this](std::uint64_t done, std::uint64_t all) {
            os::stop_if_interrupted();
            progress_.looked_at = done;
            progress_.points = all;
            on_progress_(progress_);
        });
    }

    /// More threads than the machine has are no faster, however many simulations run at a time.
    [[nodiscard]] std::uint64_t threads() const
    {
        return std::min<std::uint64_t>(options_.jobs, std::max(1U, std::thread::hardware_concurrency()));
    }

    /// The steps that may still be planned.
    [[nodiscard]] std::uint64_t plans_left() const
    {
        const std::uint64_t simulations = plans_.size() / planned_a_simulation;
        if (simulations >= options_.most_simulations) return 0;
        constexpr std::uint64_t many = std::uint64_t{1} << 48U;
        return planned_a_simulation * std::min(many, options_.most_simulations - simulations);
    }

    [[nodiscard]] bool is_spent() const
    {
        if (judged_.size() >= options_.most_simulations) return true;
        if (plans_left() == 0) return true;
        const std::optional<Clock::time_point> end = this->end();
        return end && Clock::now() >= *end;
    }

    /// The time at which this share of the time budget is over; nothing if the budget does not limit time.
    [[nodiscard]] std::optional<Clock::time_point> end(double share = 1.0) const
    {
        constexpr std::chrono::hours forever(24 * 365);
        if (!options_.time || *options_.time > forever) return std::nullopt;
        return start_ + std::chrono::duration_cast<Clock::duration>(share * *options_.time);
    }

    /// True if the planned step may be better than the best so far, and the same step was not simulated before.
    [[nodiscard]] bool is_promising(const Promising& planned) const
    {
        return planned.least < best_value_ && !known_.contains(planned.identity);
    }

    /// Simulates the choices that were not simulated before, as far as the budget allows. All must have been planned.
    void judge(std::vector<Choice> choices)
    {
        std::erase_if(choices, [&](const Choice& choice) { return judged_.contains(choice); });
        const std::size_t left = options_.most_simulations - std::min(options_.most_simulations, judged_.size());
        if (choices.size() > left) choices.resize(left);
        std::vector<model::MappingConfig> mappings;
        for (const Choice& choice : choices) mappings.push_back(space_.mapping(choice));
        // The first is the step of `auto`. run() has simulated it, so it comes from the store.
        const bool is_first = judged_.empty();
        auto outcomes = simulations_.outcomes(mappings, is_first ? std::nullopt : end());
        for (std::size_t i = 0; i < choices.size(); ++i) {
            if (outcomes[i].stopped) continue;
            known_.insert(plans_.find(choices[i])->identity);
            Judged& judged = judged_[choices[i]];
            judged.figures = std::move(outcomes[i].figures);
            if (!judged.figures) continue;
            judged.value = value_of(*judged.figures);
            // Of equally good steps, the best is the first in the order of choices, whenever it was simulated.
            if (std::tie(judged.value, choices[i]) >= std::tie(best_value_, best_)) continue;
            best_value_ = judged.value;
            best_ = choices[i];
        }
    }

    [[nodiscard]] bool may_be_best(const Choice& choice) const
    {
        if (judged_.contains(choice)) return false;
        if (space_.least(space_.weight(choice)) >= best_value_) return false;
        return value_of(space_.bound(choice)) < best_value_;
    }

    /// Tries the most promising candidates of a part that were not tried before. The other parts keep the candidates of
    /// the best step so far.
    void improve(std::size_t part)
    {
        std::vector<bool>& tried = tried_[part];
        std::vector<std::size_t> open;
        Choice choice = best_;
        for (std::size_t next = 0; next < tried.size(); ++next) {
            choice[part] = next;
            if (!tried[next] && may_be_best(choice)) open.push_back(next);
        }
        const auto weight = [&](std::size_t candidate) { return space_.parts()[part].candidates[candidate].weight; };
        std::vector<Promising> promising;
        std::set<std::string> identities;
        std::vector<Choice> next_ones;
        for (const std::size_t next : most_promising(open, most_planned, weight)) {
            if (next_ones.size() >= plans_left()) break;
            choice[part] = next;
            next_ones.push_back(choice);
        }
        plans_.plan(next_ones, end());
        for (const Choice& next : next_ones) {
            const Promising* const one = plans_.find(next);
            if (one == nullptr) break;  // there was no time for the others
            if (is_promising(*one) && identities.insert(one->identity).second) promising.push_back(*one);
        }
        std::sort(promising.begin(), promising.end(), [](const Promising& a, const Promising& b) {
            return std::tie(a.least, a.choice) < std::tie(b.least, b.choice);
        });
        // If the bounds do not say which choice is better, those with the fewest steps of the machine come first: it
        // may wait in each step.
        const auto alike = std::find_if(promising.begin(), promising.end(), [&](const Promising& each) {
            return each.least > hardly_more * promising.front().least;
        });
        std::stable_sort(promising.begin(), alike,
                         [](const Promising& a, const Promising& b) { return a.steps < b.steps; });
        if (promising.size() > at_once) promising.resize(at_once);
        std::vector<Choice> choices;
        for (Promising& each : promising) {
            tried[each.choice[part]] = true;
            choices.push_back(std::move(each.choice));
        }
        judge(choices);
    }

    /// Tries the next steps in the order of their bounds. Returns false if no step that is left can be better.
    bool go_by_weight()
    {
        std::vector<Choice> choices;
        std::set<std::string> identities;
        const std::size_t planned_before = plans_.size();
        while (choices.size() < at_once) {
            if (taken_.empty() && plans_.size() - planned_before < most_planned) take_by_weight();
            if (taken_.empty()) break;
            const Promising* const one = plans_.find(taken_.front());
            if (one == nullptr) break;  // there was no time for it
            Choice choice = std::move(taken_.front());
            taken_.pop_front();
            if (!may_be_best(choice) || !is_promising(*one) || !identities.insert(one->identity).second) continue;
            choices.push_back(std::move(choice));
        }
        os::stop_if_interrupted();
        judge(choices);
        std::erase_if(choices, [&](const Choice& choice) { return judged_.contains(choice); });
        left_.insert(left_.end(), choices.begin(), choices.end());
        return !taken_.empty() || has_more_by_weight();
    }

    [[nodiscard]] bool has_more_by_weight() const { return !by_weight_->empty() && by_weight_->least() < best_value_; }

    /// Takes the next steps by weight that may be the best, and plans them.
    void take_by_weight()
    {
        constexpr std::uint64_t most_looked_at = 100'000;
        constexpr std::size_t planned_together = 32;  // however many threads there are: so the answer is the same
        std::vector<Choice> choices;
        for (std::uint64_t n = 0; n < most_looked_at && choices.size() < planned_together; ++n) {
            if (!has_more_by_weight()) break;
            Choice choice = by_weight_->take();
            if (may_be_best(choice)) choices.push_back(std::move(choice));
        }
        plans_.plan(choices, end());
        std::move(choices.begin(), choices.end(), std::back_inserter(taken_));
    }

    void improve_all()
    {
        // The parts with the highest bounds come first: they have most to save.
        std::vector<std::size_t> heaviest;
        for (const Part& part : space_.parts()) {
            heaviest.push_back(tried_.size());
            tried_.emplace_back(part.candidates.size(), false);
        }
        const auto least = [&](std::size_t part) { return space_.parts()[part].candidates.front().weight; };
        std::stable_sort(heaviest.begin(), heaviest.end(),
                         [&](std::size_t a, std::size_t b) { return least(a) > least(b); });
        for (bool any_left = true; any_left && !is_spent();) {
            for (const std::size_t part : heaviest) {
                if (!is_spent()) improve(part);
            }
            if (!is_spent()) any_left = go_by_weight();
        }
        left_.insert(left_.end(), taken_.begin(), taken_.end());
    }

    [[nodiscard]] FoundStep found(const StepFigures& figures, std::uint64_t rank) const
    {
        return {rank,
                figures.energy_pj,
                figures.seconds,
                figures.cycles,
                figures.energy_pj * figures.seconds,
                figures.dram_bytes,
                figures.on_chip_bytes,
                figures.mapping,
                figures.energy_parts,
                figures.transfers};
    }

    [[nodiscard]] ScheduleResult result() const
    {
        ScheduleResult result;
        result.schedule = progress_.schedule;
        std::vector<const std::pair<const Choice, Judged>*> ranked;
        for (const auto& each : judged_) {
            if (each.second.figures) ranked.push_back(&each);
        }
        std::stable_sort(ranked.begin(), ranked.end(),
                         [](const auto* a, const auto* b) { return a->second.value < b->second.value; });
        std::vector<FoundStep> steps;
        for (const auto* each : ranked) {
            steps.push_back(found(*each->second.figures, steps.size() + 1));
            if (each->first == automatic_) result.automatic = steps.back();
        }
        result.best = steps.front();
        result.best_mapping = space_.mapping(best_);
        if (ranked.size() > 1) result.runner_up_mapping = space_.mapping(ranked[1]->first);
        result.times_better = judged_.at(automatic_).value / best_value_;
        const auto end = steps.begin() + static_cast<std::ptrdiff_t>(std::min(steps.size(), most_next + 1));
        result.next.assign(steps.begin() + 1, end);
        std::stable_sort(steps.begin(), steps.end(), [](const FoundStep& a, const FoundStep& b) {
            return std::tie(a.energy_pj, a.seconds) < std::tie(b.energy_pj, b.seconds);
        });
        for (const FoundStep& step : steps) {
            if (result.pareto.empty() || step.seconds < result.pareto.back().seconds) result.pareto.push_back(step);
        }
        add_counts(result);
        return result;
    }

    void add_counts(ScheduleResult& result) const
    {
        result.points = space_.points();
        result.enumerated = space_.enumerated();
        result.steps_possible = space_.choices();
        result.simulated = static_cast<std::uint64_t>(std::count_if(
            judged_.begin(), judged_.end(), [](const auto& each) { return each.second.figures.has_value(); }));
        for (const Part& part : space_.parts()) {
            result.possible += part.candidates.size();
            const double others = space_.least_weight() - part.candidates.front().weight;
            for (const Candidate& candidate : part.candidates) {
                if (space_.least(others + candidate.weight) >= best_value_) ++result.cut;
            }
        }
        result.lower_bound = by_weight_->empty() ? best_value_ : std::min(best_value_, by_weight_->least());
        for (const Choice& choice : left_) {
            result.lower_bound = std::min(result.lower_bound, space_.least(space_.weight(choice)));
        }
        if (const std::optional<double> rest = space_.least_weight_of_rest()) {
            result.lower_bound = std::min(result.lower_bound, space_.least(*rest));
        }
        result.exhausted = result.lower_bound >= best_value_;
        result.distance_percent = 100.0 * (best_value_ / result.lower_bound - 1.0);
    }

    const SearchOptions& options_;
    const std::function<void(const SearchProgress&)>& on_progress_;
    Clock::time_point start_;
    SearchProgress progress_;
    std::map<Choice, Judged> judged_;
    std::set<std::string> known_;  ///< steps that were simulated, by identity
    StepSpace space_;
    StepSimulations simulations_;
    StepPlans plans_;
    std::optional<ByWeight> by_weight_;
    std::deque<Choice> taken_;              ///< by weight, and planned ahead
    std::vector<std::vector<bool>> tried_;  ///< by part and candidate
    std::vector<Choice> left_;              ///< taken in the order of bounds, but the budget ended before their turn
    Choice automatic_;
    Choice best_;
    double best_value_ = never;
};

}  // namespace

SearchOptions search_options(const config::SearchConfig& search, std::uint64_t jobs, const std::string& version)
{
    SearchOptions options;
    options.objective = search.objective;
    options.most_simulations = search.budget.simulations.value_or(std::numeric_limits<std::uint64_t>::max());
    if (search.budget.seconds) options.time = std::chrono::duration<double>(*search.budget.seconds);
    options.most_candidates = search.candidates;
    options.jobs = jobs;
    options.version = version;
    return options;
}

ScheduleResult search_schedule(const experiment::RunRequest& request, experiment::ResultsStore& store,
                               const SearchOptions& options,
                               const std::function<void(const SearchProgress&)>& on_progress)
{
    return Search(request, store, options, on_progress).run();
}

}  // namespace deltasim::search
