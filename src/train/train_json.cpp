// SPDX-License-Identifier: MIT
#include "train/train_json.hpp"

#include <algorithm>

#include "core/checked.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::train
{

namespace
{

/// The row of a comparison, or null.
Json row_of(const Json& comparison, const std::string& model, const std::string& processor, const std::string& schedule)
{
    for (const Json& row : comparison["rows"]) {
        if (row["model"] == model && row["processor"] == processor && row["schedule"] == schedule) return row;
    }
    return {};
}

std::size_t training_for(const SessionResult& session, std::size_t model, std::size_t processor,
                         const std::string& schedule)
{
    const auto found =
        std::find_if(session.trainings.begin(), session.trainings.end(), [&](const FinishedTraining& training) {
            const auto runs = training.schedules.find(processor);
            return training.model == model && runs != training.schedules.end() &&
                   std::find(runs->second.begin(), runs->second.end(), schedule) != runs->second.end();
        });
    return static_cast<std::size_t>(found - session.trainings.begin());
}

Json optional_number(const std::optional<double>& number) { return number ? Json(*number) : Json(); }

/// The run whose costs are looked up.
struct RunName {
    std::string model;
    std::string processor;
    std::string schedule;

    [[nodiscard]] Json in(const Json& comparison) const { return row_of(comparison, model, processor, schedule); }
};

/// The cost of each epoch. All epochs cost the same unless zeros are skipped; then a step costs the mean of the steps
/// sampled in its epoch.
class EpochCosts
{
public:
    EpochCosts(const StepCosts& costs, const RunName& name, const std::vector<StepCosts::Epoch>* sampled)
        : costs_(costs), name_(name), sampled_(sampled)
    {
    }

    [[nodiscard]] double of(std::uint64_t epoch, const char* key) const
    {
        const std::optional<Json>& rest = sampled_ == nullptr ? costs_.rest : sampled_->at(epoch - 1).rest;
        const double of_rest = rest ? name_.in(*rest)[key].get<double>() : 0.0;
        return static_cast<double>(costs_.whole_steps) * step(epoch, key) + of_rest;
    }

    /// The cost of a step on a whole batch.
    [[nodiscard]] double step(std::uint64_t epoch, const char* key) const
    {
        if (sampled_ == nullptr) return name_.in(costs_.whole)[key].get<double>();
        const std::vector<Json>& steps = sampled_->at(epoch - 1).whole;
        double sum = 0.0;
        for (const Json& step : steps) sum += name_.in(step)[key].get<double>();
        return sum / static_cast<double>(steps.size());
    }

private:
    const StepCosts& costs_;
    const RunName& name_;
    const std::vector<StepCosts::Epoch>* sampled_;
};

/// Adds the epochs, with their costs up to the end of each if these are known.
void add_epochs(const FinishedTraining& training, const EpochCosts& costs, std::optional<double> target, Json& run)
{
    const bool priced = run["error"].is_null();
    double energy_pj = 0.0;
    double seconds = 0.0;
    run["epochs"] = Json::array();
    run["to_target"] = nullptr;
    const auto& diverged = training.record.diverged;
    run["diverged"] = diverged ? Json{{"epoch", diverged->epoch}, {"step", diverged->step}} : Json();
    for (const EpochRecord& record : training.record.epochs) {
        if (priced) {
            energy_pj += costs.of(record.epoch, "energy_pj");
            seconds += costs.of(record.epoch, "seconds");
        }
        Json epoch{{"epoch", record.epoch},
                   {"loss", record.loss},
                   {"accuracy", record.accuracy},
                   {"test_accuracy", optional_number(record.test_accuracy)},
                   {"energy_pj", priced ? Json(energy_pj) : Json()},
                   {"seconds", priced ? Json(seconds) : Json()},
                   {"learning_rate", record.learning_rate}};
        const double reached = record.test_accuracy.value_or(record.accuracy);
        if (target && run["to_target"].is_null() && reached >= *target) {
            run["to_target"] = {
                {"epoch", record.epoch}, {"energy_pj", epoch["energy_pj"]}, {"seconds", epoch["seconds"]}};
        }
        run["epochs"].push_back(std::move(epoch));
    }
}

/// The costs of a run's sampled steps, if there are any; sets the run's error if one of them was not simulated.
const std::vector<StepCosts::Epoch>* sampled_costs(const StepCosts& costs, std::size_t training, const RunName& name,
                                                   Json& run)
{
    const auto found = costs.sampled.find(training);
    if (found == costs.sampled.end() || found->second.empty()) return nullptr;
    const Json first = name.in(found->second.front().whole.front());
    if (first.is_null()) return nullptr;  // the processor skips nothing
    for (const StepCosts::Epoch& epoch : found->second) {
        for (const Json& step : epoch.whole) {
            const Json row = name.in(step);
            if (run["error"].is_null()) run["error"] = row["error"];
        }
        if (epoch.rest && run["error"].is_null()) run["error"] = name.in(*epoch.rest)["error"];
    }
    return &found->second;
}

}  // namespace

Json train_json(const config::ExperimentConfig& experiment, const SessionResult& session,
                const CostsByStep& costs_by_step, std::optional<double> target_accuracy, const std::string& version)
{
    const std::uint64_t batch = experiment.training.batch;
    const std::uint64_t left = session.samples % batch;
    Json json{{"version", version},
              {"samples", session.samples},
              {"test_samples", session.test_samples},
              {"batch", batch},
              {"precision", experiment.training.precision.text()},
              {"master_weights", experiment.training.master_weights},
              {"steps_per_epoch", divide_up(session.samples, batch)},
              {"last_batch", left > 0 ? left : batch},
              {"target_accuracy", optional_number(target_accuracy)},
              {"verified", session.verified},
              {"runs", Json::array()}};
    for (std::size_t m = 0; m < experiment.models.size(); ++m) {
        const std::string& model = experiment.models[m].name;
        for (std::size_t p = 0; p < experiment.processors.size(); ++p) {
            const std::string& processor = experiment.processors[p].processor.name;
            for (const std::string& schedule : experiment.training.schedules) {
                const bool defers = schedule::find_schedule(schedule)->defers_updates;
                const std::uint64_t step_samples = experiment.training.samples_a_step(defers);
                const StepCosts& costs = costs_by_step.at(step_samples);
                const Json whole = row_of(costs.whole, model, processor, schedule);
                const Json rest = costs.rest ? row_of(*costs.rest, model, processor, schedule) : Json();
                Json run{{"model", model}, {"processor", processor}, {"schedule", schedule}};
                run["assumed"] = whole["assumed"];
                run["error"] = !whole["error"].is_null() ? whole["error"] : rest.is_null() ? Json() : rest["error"];
                run["step"] = {{"energy_pj", whole["energy_pj"]}, {"seconds", whole["seconds"]}};
                run["last_step"] =
                    rest.is_null() ? run["step"] : Json{{"energy_pj", rest["energy_pj"]}, {"seconds", rest["seconds"]}};
                run["batch"] = costs.whole_samples;
                run["steps_per_epoch"] = costs.whole_steps + (costs.rest ? 1 : 0);
                run["last_batch"] = costs.rest ? costs.rest_samples : costs.whole_samples;
                run["peak_bytes"] = whole.value("peak_bytes", Json());
                const std::size_t t = training_for(session, m, p, schedule);
                const RunName name{model, processor, schedule};
                const std::vector<StepCosts::Epoch>* const sampled = sampled_costs(costs, t, name, run);
                const EpochCosts of_epochs(costs, name, sampled);
                if (sampled != nullptr) {
                    run["sampled_steps"] = sampled->front().whole.size();
                    const bool priced_steps = run["error"].is_null();
                    const auto last = sampled->size();
                    run["step"] = {{"energy_pj", priced_steps ? Json(of_epochs.step(last, "energy_pj")) : Json()},
                                   {"seconds", priced_steps ? Json(of_epochs.step(last, "seconds")) : Json()}};
                }
                add_epochs(session.trainings[t], of_epochs, target_accuracy, run);
                json["runs"].push_back(std::move(run));
            }
        }
    }
    return json;
}

}  // namespace deltasim::train
