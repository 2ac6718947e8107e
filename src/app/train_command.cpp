// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/comparing.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "app/row_failures.hpp"
#include "os/messages.hpp"
#include "train/train_json.hpp"
#include "train/training_session.hpp"

// deltasim train: trains heads on data, and shows accuracy beside energy.

namespace deltasim::app
{

namespace
{

struct TrainOptions {
    ComparingOptions comparing;
    std::optional<double> target_accuracy;
    std::uint64_t verified_steps = 0;
    std::string checkpoint;
    std::uint64_t sampled_steps = 2;
};

void require_data(const config::ExperimentConfig& experiment)
{
    if (!experiment.data) {
        throw InputError(
            {{experiment.location, "data", "missing required key of a training: {features: F.npy, labels: L.npy}"}});
    }
    experiment.data->require_files();
    for (const model::Head& head : experiment.models) {
        if (experiment.training.training_for(head).trains(head)) continue;
        throw InputError({{experiment.location, "training.first_trainable", "expected layers to train, found none"}});
    }
}

/// The experiment with only some of its schedules.
config::ExperimentConfig of_schedules(config::ExperimentConfig experiment, const std::vector<std::string>& schedules)
{
    config::TrainingConfig& training = experiment.training;
    const bool has_baseline = std::find(schedules.begin(), schedules.end(), training.baseline) != schedules.end();
    training.schedules = schedules;
    if (!has_baseline) training.baseline = schedules.front();
    return experiment;
}

/// One row for each head, processor and schedule; a row has no figures if any of its steps has none.
using CostedRows = std::vector<experiment::SavingsRow>;

experiment::Comparison costed(const ComparingOptions& comparing, const config::ExperimentConfig& experiment,
                              CostedRows& costed_rows)
{
    experiment::Comparison comparison = comparing.compared(experiment, comparing.searched(experiment));
    for (const experiment::SavingsRow& row : comparison.result.rows) {
        const auto known = std::find_if(costed_rows.begin(), costed_rows.end(), [&](const auto& other) {
            return other.model == row.model && other.processor == row.processor && other.schedule == row.schedule;
        });
        if (known == costed_rows.end()) {
            costed_rows.push_back(row);
        } else if (row.error && !known->error) {
            *known = row;
        }
    }
    return comparison;
}

/// The costs of a step, on all samples of a step and on the samples that an epoch has left, for the schedules whose
/// steps have this many samples.
train::StepCosts step_costs(const ComparingOptions& comparing, config::ExperimentConfig experiment,
                            std::uint64_t step_samples, std::uint64_t samples, CostedRows& rows)
{
    train::StepCosts costs;
    costs.whole_samples = std::min(step_samples, samples);
    costs.whole_steps = samples / costs.whole_samples;
    costs.rest_samples = samples % costs.whole_samples;
    const config::TrainingConfig whole = experiment.training;
    const bool defers = step_samples != whole.batch;
    const auto compared = [&](std::uint64_t size) {
        experiment.training = whole.with_samples_a_step(size, defers);
        experiment.training.samples = 0;
        return experiment::comparison_json(costed(comparing, experiment, rows).result);
    };
    costs.whole = compared(costs.whole_samples);
    if (costs.rest_samples > 0) costs.rest = compared(costs.rest_samples);
    return costs;
}

bool skips_zeros(const config::ExperimentConfig& experiment)
{
    return std::any_of(experiment.processors.begin(), experiment.processors.end(),
                       [](const config::PricedProcessor& priced) { return priced.processor.skip.any(); });
}

/// Adds the costs of the sampled steps on processors that skip zeros.
void add_sampled_costs(const ComparingOptions& comparing, const config::ExperimentConfig& experiment,
                       const train::SessionResult& session, train::CostsByStep& costs_by_step, CostedRows& rows)
{
    const auto simulated = [&](const train::FinishedTraining& training, std::uint64_t samples,
                               const std::shared_ptr<const model::ZeroPattern>& zeros) {
        // Processors that skip zeros stream, all in the same order, so they have the same schedules.
        config::ExperimentConfig part = experiment;
        part.models = {experiment.models[training.model]};
        part.processors.clear();
        for (const auto& [processor, names] : training.schedules) {
            const config::PricedProcessor& priced = experiment.processors[processor];
            if (!priced.processor.skip.any()) continue;
            part.processors.push_back(priced);
            part = of_schedules(part, names);
        }
        const bool defers = training.step_samples != experiment.training.batch;
        part.training = part.training.with_samples_a_step(samples, defers);
        part.training.samples = 0;
        part.training.zeros = zeros;
        return experiment::comparison_json(costed(comparing, part, rows).result);
    };
    for (std::size_t t = 0; t < session.trainings.size(); ++t) {
        const train::FinishedTraining& training = session.trainings[t];
        train::StepCosts& costs = costs_by_step.at(training.step_samples);
        std::vector<train::StepCosts::Epoch>& epochs = costs.sampled[t];
        for (const train::FinishedTraining::EpochZeros& zeros : training.zeros) {
            train::StepCosts::Epoch& epoch = epochs.emplace_back();
            for (const auto& step : zeros.whole) epoch.whole.push_back(simulated(training, costs.whole_samples, step));
            if (zeros.rest) epoch.rest = simulated(training, costs.rest_samples, zeros.rest);
        }
    }
}

void run_training(const TrainOptions& options)
{
    const SimulationOptions& simulation = options.comparing.simulation;
    const config::ExperimentConfig experiment = simulation.load();
    require_data(experiment);
    if (experiment.placement.mapping.is_to_be_searched()) {
        throw InputError({{experiment.mapping_location, "mapping",
                           "train does not search: expected a known mapping, such as a file that search --out wrote"}});
    }
    if (skips_zeros(experiment) && !options.checkpoint.empty()) {
        throw InputError({{experiment.location, "processor.skip",
                           "the processor skips zeros, so steps are simulated during the training, and a checkpoint "
                           "does not hold them: expected no --resume"}});
    }
    std::uint64_t samples = 0;
    for (const model::Head& head : experiment.models) {
        samples = train::load_data(*experiment.data, head.features(), head.classes()).training.size();
    }
    simulation.prepare_out();
    if (!options.checkpoint.empty()) {
        simulation.refuse_to_replace(options.checkpoint, "--resume " + options.checkpoint);
    }
    CostedRows rows;
    train::CostsByStep costs;
    for (const auto& [step_samples, schedules] : train::schedules_by_step(experiment.training)) {
        costs[step_samples] =
            step_costs(options.comparing, of_schedules(experiment, schedules), step_samples, samples, rows);
    }
    train::SessionResult session;
    {
        ProgressBar bar;
        session = train::train_all(experiment,
                                   {options.checkpoint, options.verified_steps,
                                    simulation.most_steps(experiment::Engine::step), options.sampled_steps},
                                   [&](const train::SessionProgress& progress) {
                                       bar.show(progress.steps_done, progress.steps, [&] {
                                           return fmt::format("{}, epoch {}", progress.head, progress.epoch);
                                       });
                                   });
    }
    add_sampled_costs(options.comparing, experiment, session, costs, rows);
    const train::Json json = train::train_json(experiment, session, costs, options.target_accuracy, version());
    const std::string text = experiment::json_text(json);
    const std::vector<report::Table> tables = train::train_tables(json);
    deliver(simulation, {resolved_name, experiment.resolved_yaml}, text, tables);
    const std::set<std::string> skipped(session.skipped.begin(), session.skipped.end());
    for (const std::string& reason : skipped) os::say("deltasim: not verified: " + reason);
    if (options.verified_steps > 0) {
        os::say(fmt::format("deltasim: {} steps of the simulated machine ended with the same weights, bit for bit",
                            session.verified));
    }
    refuse_failures(rows);
}

}  // namespace

void add_train_command(Command& app)
{
    auto options = std::make_shared<TrainOptions>();
    Command command = app.add_subcommand("train", "train heads on data: accuracy beside energy, time and memory");
    options->comparing.simulation.add_to(command);
    options->comparing.add_jobs_to(command);
    command.add_option("--target-accuracy", options->target_accuracy, "the accuracy to reach, from 0 to 1")
        .check(share());
    command
        .add_option("--verify", options->verified_steps,
                    "how many steps to verify on the simulated machine, picked by seed")
        .transform(whole_number(0));
    command
        .add_option("--resume", options->checkpoint,
                    "a checkpoint file, kept up to date; if it exists, the training continues from it")
        .type_name("FILE")
        .check(given("a file"));
    command
        .add_option("--sampled-steps", options->sampled_steps,
                    "how many steps of each epoch to simulate with their zeros, for a processor that skips zeros")
        .transform(whole_number(1));
    command.callback([options] { run_training(*options); });
}

}  // namespace deltasim::app
