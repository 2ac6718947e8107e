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

const FinishedTraining& training_for(const SessionResult& session, std::size_t model, std::uint64_t lanes,
                                     std::uint64_t step_samples)
{
    return *std::find_if(session.trainings.begin(), session.trainings.end(), [&](const FinishedTraining& training) {
        return training.model == model && training.lanes == lanes && training.step_samples == step_samples;
    });
}

Json optional_number(const std::optional<double>& number) { return number ? Json(*number) : Json(); }

/// Adds the epochs, with what they cost up to their ends where that is known.
void add_epochs(const FinishedTraining& training, const StepCosts& costs, const Json& whole, const Json& rest,
                std::optional<double> target, Json& run)
{
    const bool priced = run["error"].is_null();
    const auto an_epoch = [&](const char* key) {
        const double of_whole = static_cast<double>(costs.whole_steps) * whole[key].get<double>();
        return of_whole + (rest.is_null() ? 0.0 : rest[key].get<double>());
    };
    const double energy_pj = priced ? an_epoch("energy_pj") : 0.0;
    const double seconds = priced ? an_epoch("seconds") : 0.0;
    run["epochs"] = Json::array();
    run["to_target"] = nullptr;
    for (const EpochRecord& record : training.epochs) {
        const auto epochs = static_cast<double>(record.epoch);
        Json epoch{{"epoch", record.epoch},
                   {"loss", record.loss},
                   {"accuracy", record.accuracy},
                   {"test_accuracy", optional_number(record.test_accuracy)},
                   {"energy_pj", priced ? Json(energy_pj * epochs) : Json()},
                   {"seconds", priced ? Json(seconds * epochs) : Json()},
                   {"learning_rate", record.learning_rate}};
        const double reached = record.test_accuracy.value_or(record.accuracy);
        if (target && run["to_target"].is_null() && reached >= *target) {
            run["to_target"] = {
                {"epoch", record.epoch}, {"energy_pj", epoch["energy_pj"]}, {"seconds", epoch["seconds"]}};
        }
        run["epochs"].push_back(std::move(epoch));
    }
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
        for (const config::PricedProcessor& priced : experiment.processors) {
            const std::string& processor = priced.processor.name;
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
                add_epochs(training_for(session, m, priced.processor.pe_array.lanes, step_samples), costs, whole, rest,
                           target_accuracy, run);
                json["runs"].push_back(std::move(run));
            }
        }
    }
    return json;
}

}  // namespace deltasim::train
