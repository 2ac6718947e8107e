// SPDX-License-Identifier: MIT
#include "experiment/batch/runnable.hpp"

#include <exception>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "config/document/diagnostics.hpp"
#include "experiment/batch/compare.hpp"
#include "experiment/batch/sweep_survey.hpp"
#include "experiment/run/run.hpp"

namespace deltasim::experiment
{

namespace
{

constexpr std::uint64_t any_number_of_steps = std::numeric_limits<std::uint64_t>::max();

/// Plans runs. Collects the errors, and counts the runs that can be planned.
class Plans
{
public:
    explicit Plans(std::string file) : file_(std::move(file)), missing_(file_) {}

    void plan(const RunRequest& request)
    {
        try {
            static_cast<void>(plan_run(request));
            ++found_;
        } catch (const InputError& error) {
            missing_.add(error);
        } catch (const std::exception& refused) {
            refuse(fmt::format("{} on {} under {}", request.head.name, request.priced.processor.name,
                               request.schedule.name),
                   refused.what());
        }
    }

    void refuse(const std::string& run, const std::string& why)
    {
        if (refused_++ == 0) first_ = run + ": " + why;
        refusals_.add({file_, 0, 0}, "", run + ": " + why);
    }
    void found_one() { ++found_; }

    [[nodiscard]] Unplaceable unplaceable() const
    {
        missing_.throw_if_any();
        if (found_ == 0) refusals_.throw_if_any();
        return {refused_, found_ + refused_, first_};
    }

private:
    std::string file_;
    config::Diagnostics missing_;
    config::Diagnostics refusals_{file_};
    std::uint64_t found_ = 0;
    std::uint64_t refused_ = 0;
    std::string first_;
};

}  // namespace

Unplaceable require_runnable(const config::ExperimentConfig& experiment)
{
    Plans plans(experiment.location.file);
    const config::PlacementConfig placement = before_search(experiment.placement);
    for_each_run(experiment, [&](const RunRequest& run) {
        RunRequest request = with_placement(run, placement);
        request.most_steps = any_number_of_steps;
        plans.plan(request);
    });
    return plans.unplaceable();
}

Unplaceable require_runnable(config::SweepLoader& loader, const std::function<void(std::uint64_t)>& progress)
{
    const std::vector<SweptPoint> points = survey(loader, {Engine::fold, any_number_of_steps}, progress);
    Plans plans(loader.file());
    for (const SweptPoint& point : points) {
        if (point.refusal.empty()) {
            plans.found_one();
        } else {
            plans.refuse(fmt::format("{} on {} under {}", point.identity.model, point.identity.processor,
                                     point.identity.schedule),
                         point.refusal);
        }
    }
    return plans.unplaceable();
}

}  // namespace deltasim::experiment
