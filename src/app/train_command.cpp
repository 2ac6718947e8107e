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
#include "os/messages.hpp"
#include "train/train_json.hpp"
#include "train/training_session.hpp"

// deltasim train: a training on data, its accuracy beside its energy.

namespace deltasim::app
{

namespace
{

struct TrainOptions {
    ComparingOptions comparing;
    std::optional<double> target_accuracy;
    std::uint64_t verified_steps = 0;
    std::string checkpoint;
};

void require_data(const config::ExperimentConfig& experiment)
{
    if (!experiment.data) {
        throw InputError(
            {{experiment.location, "data", "missing required key of a training: {features: F.npy, labels: L.npy}"}});
    }
    for (const model::Head& head : experiment.models) {
        if (experiment.training.training_for(head).trains(head)) continue;
        throw InputError({{experiment.location, "training.first_trainable", "expected layers to train, found none"}});
    }
}

/// What a step costs, on all samples of a step and on what an epoch leaves at its end; of the schedules whose steps
/// have as many.
train::StepCosts step_costs(const ComparingOptions& comparing, config::ExperimentConfig experiment,
                            std::uint64_t step_samples, std::uint64_t samples, bool& failed)
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
        const experiment::Comparison comparison = comparing.compared(experiment);
        for (const std::string& failure : comparison.failures) os::say("deltasim: error: " + failure);
        failed = failed || !comparison.failures.empty();
        return experiment::comparison_json(comparison.result);
    };
    costs.whole = compared(costs.whole_samples);
    if (costs.rest_samples > 0) costs.rest = compared(costs.rest_samples);
    return costs;
}

void run_training(const TrainOptions& options)
{
    const SimulationOptions& simulation = options.comparing.simulation;
    const config::ExperimentConfig experiment = simulation.load();
    require_data(experiment);
    std::uint64_t samples = 0;
    for (const model::Head& head : experiment.models) {
        samples = train::load_data(*experiment.data, head.features(), head.classes()).training.size();
    }
    simulation.prepare_out();
    if (!options.checkpoint.empty()) {
        simulation.refuse_to_replace(options.checkpoint, "--resume " + options.checkpoint);
    }
    bool failed = false;
    train::CostsByStep costs;
    for (const auto& [step_samples, schedules] : train::schedules_by_step(experiment.training)) {
        config::ExperimentConfig alike = experiment;
        alike.training.schedules = schedules;
        const bool has_baseline =
            std::find(schedules.begin(), schedules.end(), alike.training.baseline) != schedules.end();
        if (!has_baseline) alike.training.baseline = schedules.front();
        costs[step_samples] = step_costs(options.comparing, alike, step_samples, samples, failed);
    }
    train::SessionResult session;
    {
        ProgressBar bar;
        session = train::train_all(
            experiment, {options.checkpoint, options.verified_steps, simulation.most_steps(experiment::Engine::step)},
            [&](const train::SessionProgress& progress) {
                bar.show(progress.steps_done, progress.steps,
                         [&] { return fmt::format("{}, epoch {}", progress.head, progress.epoch); });
            });
    }
    const train::Json json = train::train_json(experiment, session, costs, options.target_accuracy, version());
    const std::string text = experiment::json_text(json);
    const std::vector<report::Table> tables = train::train_tables(json);
    deliver(simulation, {resolved_name, experiment.resolved_yaml}, text, tables);
    const std::set<std::string> skipped(session.skipped.begin(), session.skipped.end());
    for (const std::string& reason : skipped) os::say("deltasim: not verified: " + reason);
    if (options.verified_steps > 0) {
        os::say(
            fmt::format("deltasim: {} steps of the machine came to the same weights, bit for bit", session.verified));
    }
    if (failed) throw RunFailed("simulations failed");
}

}  // namespace

void add_train_command(CLI::App& app)
{
    auto options = std::make_shared<TrainOptions>();
    CLI::App* command = app.add_subcommand("train", "train heads on data: accuracy beside energy, time and memory");
    options->comparing.simulation.add_to(*command);
    options->comparing.add_jobs_to(*command);
    command->add_option("--target-accuracy", options->target_accuracy, "the accuracy to be reached, from 0 to 1")
        ->check(share());
    command->add_option("--verify", options->verified_steps, "steps to be taken by the machine too, picked by seed")
        ->transform(whole_number(0));
    command
        ->add_option("--resume", options->checkpoint, "a file that is kept up to date, and gone on from if it is there")
        ->type_name("FILE")
        ->check(given("a file"));
    command->callback([options] { run_training(*options); });
}

}  // namespace deltasim::app
