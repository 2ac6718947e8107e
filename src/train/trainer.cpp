// SPDX-License-Identifier: MIT
#include "train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

#include "core/checked.hpp"
#include "core/counter_random.hpp"
#include "experiment/run/first_values.hpp"
#include "model/stored_values.hpp"
#include "model/value_rules.hpp"
#include "train/learning_rate.hpp"

namespace deltasim::train
{

namespace
{

constexpr std::uint64_t test_batch = 256;  // samples tested at a time

bool are_finite(const std::vector<float>& numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](float number) { return std::isfinite(number); });
}

/// The class with the largest activation; the first of equals.
std::uint64_t answer(const float* activations, std::uint64_t classes)
{
    return static_cast<std::uint64_t>(std::max_element(activations, activations + classes) - activations);
}

}  // namespace

Trainer::Trainer(const model::Head& head, const config::TrainingConfig& training, const Data& data, std::uint64_t lanes,
                 const TrainingOrder& order)
    : head_(head), config_(training), data_(data), order_(order), fast_(head), training_(training.training_for(head))
{
    state_.values = experiment::first_values(head, training_);
    begin_epoch();
    training_.batch = std::min(config_.batch, data_.training.size());
    fill_batch(data_.training, shuffled_, 0, training_.batch, model::Training{}, state_.values);
    model::choose_scales(head, lanes, state_.values, training_);
    model::store_values(head, training_, state_.values);
    state_.scales = training_.scales;
}

std::uint64_t Trainer::steps_per_epoch() const { return divide_up(data_.training.size(), config_.batch); }

std::uint64_t Trainer::steps_done() const
{
    return state_.record.epochs.size() * steps_per_epoch() + divide_up(state_.samples_done, config_.batch);
}

/// Shuffles by Fisher and Yates, by seed and epoch; the shuffle of the standard library differs between
/// implementations.
void Trainer::begin_epoch()
{
    shuffled_.resize(data_.training.size());
    std::iota(shuffled_.begin(), shuffled_.end(), 0);
    std::mt19937_64 engine(mixed(config_.seed, state_.record.epochs.size()));
    for (std::size_t i = shuffled_.size(); i > 1; --i) std::swap(shuffled_[i - 1], shuffled_[engine() % i]);
}

void Trainer::fill_batch(const DataSet& set, const std::vector<std::uint64_t>& order, std::uint64_t first,
                         std::uint64_t batch, const model::Training& training, model::TensorValues& values) const
{
    const std::uint64_t width = head_.features();
    std::vector<float>& features = values[{Tensor::activation, 0}];
    std::vector<float>& targets = values[{Tensor::target, head_.depth()}];
    features.resize(batch * width);
    targets.assign(batch * head_.classes(), 0.0F);
    const model::ValueFormat feature_format = format_of(training, {Tensor::activation, 0});
    const model::ValueFormat target_format = format_of(training, {Tensor::target, head_.depth()});
    for (std::uint64_t s = 0; s < batch; ++s) {
        set.features(order[first + s], features.data() + s * width);
        targets[s * head_.classes() + set.label(order[first + s])] = target_format.nearest(1.0F);
    }
    // The host rounds the features.
    if (feature_format.precision == Precision::fp32) return;
    for (float& feature : features) feature = feature_format.nearest(feature);
}

const model::Training& Trainer::next_training()
{
    if (prepared_) return training_;
    const std::uint64_t step = steps_done();
    training_.scales = state_.scales;
    training_.step = step + 1;
    training_.learning_rate =
        learning_rate(config_.learning_rate_schedule, config_.learning_rate, step, steps_per_epoch(), config_.epochs);
    training_.batch = std::min(config_.batch, data_.training.size() - state_.samples_done);
    fill_batch(data_.training, shuffled_, state_.samples_done, training_.batch, training_, state_.values);
    prepared_ = true;
    return training_;
}

/// Books loss and right answers of the step's samples, from their forward pass before the update.
bool Trainer::book_batch()
{
    const std::vector<float>& a = state_.values.at({Tensor::activation, head_.depth()});
    if (!are_finite(a)) return false;
    const std::vector<float>& target = state_.values.at({Tensor::target, head_.depth()});
    const std::uint64_t classes = head_.classes();
    for (std::uint64_t s = 0; s < training_.batch; ++s) {
        const float* const outputs = a.data() + s * classes;
        const std::uint64_t label = data_.training.label(shuffled_[state_.samples_done + s]);
        if (answer(outputs, classes) == label) ++state_.correct;
        if (training_.loss == model::Loss::softmax_cross_entropy) {
            constexpr double least = 1e-30;  // where the format cannot represent the activation, only 0
            state_.loss_sum -= std::log(std::max(least, static_cast<double>(outputs[label])));
            continue;
        }
        for (std::uint64_t j = 0; j < classes; ++j) {
            const double distance = static_cast<double>(outputs[j]) - static_cast<double>(target[s * classes + j]);
            state_.loss_sum += 0.5 * distance * distance;
        }
    }
    return std::isfinite(state_.loss_sum);
}

void Trainer::step()
{
    static_cast<void>(next_training());
    const bool whole = training_.batch == std::min(config_.batch, data_.training.size());
    fast_.train(training_, whole ? order_.whole : order_.rest, state_.values);
    const Divergence here{state_.record.epochs.size() + 1, state_.samples_done / config_.batch + 1};
    const bool is_finite = book_batch();
    state_.samples_done += training_.batch;
    prepared_ = false;
    if (!is_finite) state_.record.diverged = here;
    if (!is_finite || state_.samples_done < data_.training.size()) return;
    EpochRecord record;
    const auto samples = static_cast<double>(data_.training.size());
    record.epoch = state_.record.epochs.size() + 1;
    record.learning_rate = training_.learning_rate;
    record.loss = state_.loss_sum / samples;
    record.accuracy = static_cast<double>(state_.correct) / samples;
    if (data_.test.size() > 0) {
        record.test_accuracy = tested_accuracy();
        if (!record.test_accuracy) {
            state_.record.diverged = here;
            return;
        }
    }
    state_.record.epochs.push_back(record);
    state_.samples_done = 0;
    state_.loss_sum = 0.0;
    state_.correct = 0;
    begin_epoch();
}

std::optional<double> Trainer::tested_accuracy()
{
    std::vector<std::uint64_t> order(data_.test.size());
    std::iota(order.begin(), order.end(), 0);
    model::Training asked = training_;
    asked.drops_out = false;
    std::uint64_t correct = 0;
    for (std::uint64_t first = 0; first < order.size(); first += test_batch) {
        asked.batch = std::min<std::uint64_t>(test_batch, order.size() - first);
        fill_batch(data_.test, order, first, asked.batch, asked, state_.values);
        fast_.run_forward(asked, order_.whole, state_.values);
        const std::vector<float>& a = state_.values.at({Tensor::activation, head_.depth()});
        if (!are_finite(a)) return std::nullopt;
        for (std::uint64_t s = 0; s < asked.batch; ++s) {
            if (answer(a.data() + s * head_.classes(), head_.classes()) == data_.test.label(first + s)) ++correct;
        }
    }
    return static_cast<double>(correct) / static_cast<double>(order.size());
}

bool Trainer::keeps(TensorId tensor)
{
    return tensor.tensor == Tensor::weight || tensor.tensor == Tensor::bias ||
           tensor.tensor == Tensor::optimizer_state || tensor.tensor == Tensor::master_weight;
}

bool Trainer::may_be(const TrainerState& state) const
{
    const auto kept = std::count_if(state_.values.begin(), state_.values.end(),
                                    [](const auto& tensor) { return keeps(tensor.first); });
    const bool has_tensors =
        static_cast<std::size_t>(kept) == state.values.size() &&
        std::all_of(state.values.begin(), state.values.end(), [&](const auto& tensor) {
            const auto own = state_.values.find(tensor.first);
            return keeps(tensor.first) && own != state_.values.end() && own->second.size() == tensor.second.size();
        });
    const bool has_scales = std::equal(
        state.scales.begin(), state.scales.end(), state_.scales.begin(), state_.scales.end(),
        [](const auto& a, const auto& b) { return a.first == b.first && std::isfinite(a.second) && a.second > 0.0F; });
    const bool has_place = state.record.diverged ? state.record.epochs.size() < config_.epochs
                                                 : state.record.epochs.size() <= config_.epochs &&
                                                       state.samples_done < data_.training.size() &&
                                                       state.samples_done % config_.batch == 0;
    return has_tensors && has_scales && has_place && state.correct <= state.samples_done;
}

bool Trainer::resume(TrainerState state)
{
    if (!may_be(state)) return false;
    state_ = std::move(state);
    prepared_ = false;
    begin_epoch();
    return true;
}

}  // namespace deltasim::train
