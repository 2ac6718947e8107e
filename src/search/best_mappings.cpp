// SPDX-License-Identifier: MIT
#include "search/best_mappings.hpp"

#include <chrono>
#include <deque>
#include <exception>
#include <thread>
#include <utility>

#include "experiment/store/claims.hpp"
#include "os/interruption.hpp"
#include "search/search_identity.hpp"

namespace deltasim::search
{

namespace
{

/// The run with the engine that every search uses.
experiment::RunRequest searched_request(const experiment::RunRequest& run)
{
    experiment::RunRequest request = experiment::with_placement(run, run.placement);
    request.engine = experiment::Engine::fold;
    return request;
}

/// Searches, and stores the result.
experiment::SearchedMapping searched(const experiment::RunRequest& run, const config::SearchConfig& search,
                                     const std::string& hash, experiment::ResultsStore& store,
                                     const BestOptions& options, BestProgress progress)
{
    const experiment::RunRequest request = searched_request(run);
    const ScheduleResult result = search_schedule(request, store, search_options(search, options.jobs, options.version),
                                                  [&](const SearchProgress& of_one) {
                                                      progress.search = of_one;
                                                      options.on_progress(progress);
                                                  });
    experiment::SearchedMapping found{result.best_mapping,
                                      {std::string(name_of(search.objective)),
                                       value_of(search.objective, result.best.energy_pj, result.best.seconds),
                                       result.lower_bound, result.exhausted, result.simulated},
                                      result.runner_up_mapping};
    store.put_searched(hash, found, options.version);
    return found;
}

experiment::SearchedMapping known_or_searched(const experiment::RunRequest& run, const config::SearchConfig& search,
                                              experiment::ResultsStore& store, const BestOptions& options,
                                              const BestProgress& progress)
{
    const std::string hash = search_hash(searched_request(run), search);
    if (auto known = store.searched(hash)) return std::move(*known);
    return searched(run, search, hash, store, options, progress);
}

/// Calls `search`; if it fails, the outcome says why.
template <class Search>
experiment::SearchOutcome outcome_of(const Search& search)
{
    try {
        return {search(), ""};
    } catch (const os::Interrupted&) {
        throw;
    } catch (const experiment::StoreError&) {
        throw;
    } catch (const InputError&) {
        throw;
    } catch (const std::exception& error) {
        return {std::nullopt, error.what()};
    }
}

/// Plans a run again, since its mapping is now known.
void plan_again(const experiment::RunRequest& run, experiment::SweptPoint& point)
{
    try {
        const experiment::RunPlan plan = experiment::plan_run(run);
        point.steps = plan.steps;
        point.work = plan.work;
    } catch (const InputError&) {
        throw;
    } catch (const std::exception& refused) {
        point.refusal = refused.what();
    }
}

}  // namespace

experiment::SearchedMapping best_mapping(const experiment::RunRequest& run, const config::SearchConfig& search,
                                         experiment::ResultsStore& store, const BestOptions& options)
{
    return known_or_searched(run, search, store, options, {0, 1, {}});
}

experiment::SearchedMappings best_mappings(const config::ExperimentConfig& experiment, experiment::ResultsStore& store,
                                           const BestOptions& options)
{
    BestProgress progress;
    experiment::for_each_run(experiment, [&](const experiment::RunRequest&) { ++progress.runs; });
    experiment::SearchedMappings found;
    experiment::for_each_run(experiment, [&](const experiment::RunRequest& run) {
        found[{run.head.name, run.priced.processor.name, std::string(run.schedule.name)}] =
            outcome_of([&] { return known_or_searched(run, experiment.search, store, options, progress); });
        ++progress.done;
    });
    return found;
}

void search_points(config::SweepLoader& loader, std::vector<experiment::SweptPoint>& points,
                   const experiment::PointOptions& how, experiment::ResultsStore& store, const BestOptions& options)
{
    std::deque<experiment::SweptPoint*> waiting;
    for (experiment::SweptPoint& point : points) {
        if (point.to_be_searched && point.refusal.empty()) waiting.push_back(&point);
    }
    if (waiting.empty()) return;
    experiment::Claims claims(store.claims_file());
    BestProgress progress{0, waiting.size(), {}};
    std::size_t claimed_elsewhere = 0;
    while (!waiting.empty()) {
        os::stop_if_interrupted();
        experiment::SweptPoint& point = *waiting.front();
        waiting.pop_front();
        config::SweepGroup group = loader.load(point.group).value();
        const experiment::RunRequest run = experiment::request_of(group, point.identity.schedule, how);
        const config::SearchConfig& search = group.experiment.search;
        const std::string hash = search_hash(searched_request(run), search);
        std::optional<experiment::SearchedMapping> found = store.searched(hash);
        if (!found && !claims.claim(hash)) {
            waiting.push_back(&point);
            constexpr std::chrono::milliseconds patience(200);
            if (++claimed_elsewhere >= waiting.size()) std::this_thread::sleep_for(patience);
            continue;
        }
        claimed_elsewhere = 0;
        if (!found) {
            const experiment::SearchOutcome outcome =
                outcome_of([&] { return searched(run, search, hash, store, options, progress); });
            claims.release(hash);
            found = outcome.found;
            point.failure = outcome.failure;
        }
        if (found) {
            group.experiment.placement.mapping = found->mapping;
            point.identity.simulation = experiment::simulation_hash(run);
            plan_again(run, point);
            point.searched = std::move(found);
        }
        ++progress.done;
        options.on_progress(progress);
    }
}

}  // namespace deltasim::search
