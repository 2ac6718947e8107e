// SPDX-License-Identifier: MIT
#include "train/training_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <set>

#include "core/checked.hpp"
#include "core/counter_random.hpp"
#include "core/model_version.hpp"
#include "os/binary_file.hpp"
#include "os/interruption.hpp"
#include "os/output_folder.hpp"
#include "schedule/schedules.hpp"
#include "train/checkpoint.hpp"
#include "train/training_order.hpp"
#include "train/verification.hpp"

namespace deltasim::train
{

namespace
{

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds between_checkpoints{2};

/// `samples`: in an epoch.
std::vector<FinishedTraining> trainings_of(const config::ExperimentConfig& experiment, std::uint64_t samples)
{
    std::vector<FinishedTraining> trainings;
    const auto add = [&](const FinishedTraining& one, std::size_t processor, const std::string& schedule) {
        auto found = std::find_if(trainings.begin(), trainings.end(), [&](const FinishedTraining& known) {
            return known.model == one.model && known.lanes == one.lanes && known.step_samples == one.step_samples &&
                   known.order == one.order;
        });
        if (found == trainings.end()) found = trainings.insert(trainings.end(), one);
        found->schedules[processor].push_back(schedule);
    };
    for (std::size_t model = 0; model < experiment.models.size(); ++model) {
        for (std::size_t p = 0; p < experiment.processors.size(); ++p) {
            const config::PricedProcessor& priced = experiment.processors[p];
            for (const auto& [step_samples, schedules] : schedules_by_step(experiment.training)) {
                for (const std::string& schedule : schedules) {
                    add({model,
                         priced.processor.pe_array.lanes,
                         step_samples,
                         training_order(experiment, experiment.models[model], priced, schedule, step_samples, samples),
                         {},
                         {}},
                        p, schedule);
                    os::stop_if_interrupted();
                }
            }
        }
    }
    return trainings;
}

/// `count` of the steps of a training, or all steps if there are fewer.
std::set<std::uint64_t> steps_to_verify(std::uint64_t count, std::uint64_t steps, std::uint64_t seed)
{
    std::set<std::uint64_t> chosen;
    std::mt19937_64 engine(mixed(seed, count));
    while (chosen.size() < std::min(count, steps)) chosen.insert(engine() % steps);
    return chosen;
}

class Session
{
public:
    Session(const config::ExperimentConfig& experiment, const SessionOptions& options,
            const std::function<void(const SessionProgress&)>& on_progress)
        : experiment_(experiment), options_(options), on_progress_(on_progress)
    {
        for (const model::Head& head : experiment.models) {
            data_.push_back(load_data(*experiment.data, head.features(), head.classes()));
        }
        result_.samples = data_.front().training.size();
        result_.test_samples = data_.front().test.size();
        result_.trainings = trainings_of(experiment, result_.samples);
        identity_ = fmt::format("{:016x}", fingerprint());
    }

    SessionResult run()
    {
        std::optional<TrainerState> under_way;
        if (!options_.checkpoint.empty()) {
            if (auto checkpoint = read_checkpoint(options_.checkpoint, identity_)) {
                finished_ = std::move(checkpoint->finished);
                under_way = std::move(checkpoint->under_way);
                refuse_unless(finished_can_be(under_way.has_value()));
            } else {
                os::prepare_file(options_.checkpoint);
            }
        }
        for (std::size_t i = 0; i < result_.trainings.size(); ++i) {
            FinishedTraining& training = result_.trainings[i];
            if (i < finished_.size()) {
                training.record = finished_[i];
                continue;
            }
            config::TrainingConfig config = experiment_.training;
            config.batch = training.step_samples;
            Trainer trainer(experiment_.models[training.model], config, data_[training.model], training.lanes,
                            training.order);
            if (under_way) refuse_unless(trainer.resume(*std::exchange(under_way, std::nullopt)));
            run_one(trainer, training);
            training.record = trainer.state().record;
            if (!training.zeros.empty()) training.zeros.resize(training.record.epochs.size());
            finished_.push_back(training.record);
            if (!options_.checkpoint.empty()) write_checkpoint(options_.checkpoint, identity_, {finished_, {}});
        }
        return std::move(result_);
    }

private:
    /// A fingerprint of everything on which the results depend: the resolved experiment and the contents of its files.
    [[nodiscard]] std::uint64_t fingerprint() const
    {
        std::uint64_t key = 0;
        const auto add = [&key](std::uint64_t word) { key = mixed(key, word); };
        add(model_version);
        for (const char letter : experiment_.resolved_yaml) add(static_cast<unsigned char>(letter));
        for (const Data& data : data_) {
            add(data.training.fingerprint());
            add(data.test.fingerprint());
        }
        return key;
    }

    void refuse_unless(bool good) const
    {
        if (!good) os::refuse_file(options_.checkpoint, "is damaged: it cannot be a checkpoint of this training");
    }

    /// True if the finished trainings of a checkpoint can be the first trainings of this session.
    [[nodiscard]] bool finished_can_be(bool one_is_under_way) const
    {
        return finished_.size() + (one_is_under_way ? 1 : 0) <= result_.trainings.size() &&
               std::all_of(finished_.begin(), finished_.end(), [&](const TrainingRecord& record) {
                   return record.diverged ? record.epochs.size() < experiment_.training.epochs
                                          : record.epochs.size() == experiment_.training.epochs;
               });
    }

    void run_one(Trainer& trainer, FinishedTraining& training)
    {
        const bool skips =
            std::any_of(training.schedules.begin(), training.schedules.end(), [&](const auto& of_processor) {
                return experiment_.processors[of_processor.first].processor.skip.any();
            });
        const std::set<std::uint64_t> verified =
            steps_to_verify(options_.verified_steps, trainer.steps(), experiment_.training.seed);
        Clock::time_point last = Clock::now();
        while (!trainer.done()) {
            if (skips) note_zeros(trainer, training);
            take_step(trainer, training, verified.contains(trainer.steps_done()));
            on_progress_({steps_of(finished_.size()) + trainer.steps_done(), steps_of(result_.trainings.size()),
                          experiment_.models[training.model].name, trainer.state().record.epochs.size() + 1});
            if (options_.checkpoint.empty()) {
                os::stop_if_interrupted();
                continue;
            }
            try {
                os::stop_if_interrupted();
            } catch (const os::Interrupted&) {
                write_checkpoint(options_.checkpoint, identity_, {finished_, trainer.state()});
                throw;
            }
            if (Clock::now() - last < between_checkpoints) continue;
            write_checkpoint(options_.checkpoint, identity_, {finished_, trainer.state()});
            last = Clock::now();
        }
    }

    /// The steps of the first `trainings` trainings.
    [[nodiscard]] std::uint64_t steps_of(std::size_t trainings) const
    {
        std::uint64_t steps = 0;
        for (std::size_t i = 0; i < trainings; ++i) {
            steps += divide_up(result_.samples, result_.trainings[i].step_samples) * experiment_.training.epochs;
        }
        return steps;
    }

    /// Notes the zeros of the next step, if it is a sampled step.
    void note_zeros(Trainer& trainer, FinishedTraining& training)
    {
        const std::uint64_t steps = trainer.steps_per_epoch();
        const std::uint64_t whole = result_.samples / std::min(training.step_samples, result_.samples);
        const std::uint64_t epoch = trainer.steps_done() / steps;
        const std::uint64_t step = trainer.steps_done() % steps;
        if (step == 0) {
            training.zeros.emplace_back();
            sampled_ = steps_to_verify(options_.sampled_steps, whole, mixed(experiment_.training.seed, epoch));
        }
        if (step < whole && !sampled_.contains(step)) return;
        const model::Training& next = trainer.next_training();
        auto zeros = std::make_shared<const model::ZeroPattern>(
            model::zeros_at(experiment_.models[training.model], next, training.lanes, trainer.values()));
        if (step < whole) {
            training.zeros.back().whole.push_back(std::move(zeros));
        } else {
            training.zeros.back().rest = std::move(zeros);
        }
    }

    void take_step(Trainer& trainer, const FinishedTraining& training, bool verify)
    {
        if (!verify) return trainer.step();
        const model::Training step = trainer.next_training();
        const model::TensorValues before = trainer.values();
        trainer.step();
        for (const auto& [processor, schedules] : training.schedules) {
            result_.verified +=
                verify_step({experiment_, experiment_.models[training.model], experiment_.processors[processor], step,
                             before, trainer.values(), schedules},
                            options_.most_steps, result_.skipped);
        }
    }

    const config::ExperimentConfig& experiment_;
    const SessionOptions& options_;
    const std::function<void(const SessionProgress&)>& on_progress_;
    std::vector<Data> data_;  ///< by model
    SessionResult result_;
    std::string identity_;
    std::set<std::uint64_t> sampled_;  ///< steps of the present epoch
    std::vector<TrainingRecord> finished_;
};

}  // namespace

std::map<std::uint64_t, std::vector<std::string>> schedules_by_step(const config::TrainingConfig& training)
{
    std::map<std::uint64_t, std::vector<std::string>> by_step;
    for (const std::string& name : training.schedules) {
        by_step[training.samples_a_step(schedule::find_schedule(name)->defers_updates)].push_back(name);
    }
    return by_step;
}

SessionResult train_all(const config::ExperimentConfig& experiment, const SessionOptions& options,
                        const std::function<void(const SessionProgress&)>& on_progress)
{
    return Session(experiment, options, on_progress).run();
}

}  // namespace deltasim::train
