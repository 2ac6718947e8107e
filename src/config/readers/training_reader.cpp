// SPDX-License-Identifier: MIT
#include "config/readers/training_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"
#include "config/document/yaml_reader.hpp"
#include "config/readers/precision_reader.hpp"
#include "config/readers/rate_schedule_reader.hpp"
#include "config/readers/rounding_reader.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
{

namespace
{

/// Each is a forward and a delta phase of every layer in the program, which is written out.
constexpr std::uint64_t most_deferred_updates = 1000;

bool read_schedule(const Value& value, std::string& target, const KnownNames& known)
{
    if (value.asked != nullptr) return describe_words(value, known.schedules);
    std::string name;
    if (!read(value, name, Line{})) return false;
    if (std::find(known.schedules.begin(), known.schedules.end(), name) == known.schedules.end()) {
        std::string hint = suggestion(name, known.schedules);
        if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(known.schedules, ", "));
        value.refuse("unknown schedule " + quoted_text(name) + hint);
        return false;
    }
    target = name;
    return true;
}

void read_schedules(const Value& value, TrainingConfig& training, const KnownNames& known)
{
    if (value.node->kind == NodeKind::list && value.node->items.empty()) value.refuse("expected at least one schedule");
    std::vector<std::string> schedules;
    for (const Value& element : elements(value)) {
        std::string name;
        if (!read_schedule(element, name, known)) continue;
        if (std::find(schedules.begin(), schedules.end(), name) != schedules.end()) {
            element.refuse("schedule \"" + name + "\" is listed twice");
        } else {
            schedules.push_back(name);
        }
    }
    training.schedules = schedules;
}

void read_baseline(const Value& value, TrainingConfig& training, const KnownNames& known)
{
    read_schedule(value, training.baseline, known);
}

void read_batch(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read(value, training.batch, Whole{1});
}

void read_deferred_updates(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read(value, training.deferred_updates, Whole{1, most_deferred_updates});
}

void read_precision(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_precisions(value, training.precision);
}

void read_master_weights(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read(value, training.master_weights, TrueOrFalse{});
}

void read_optimizer(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read(value, training.optimizer, model::optimizer_names);
}

/// Reads a number that does not become 0 or infinite in fp32.
void read_fp32(const Value& value, double& target)
{
    double number = 0.0;
    if (!read(value, number, Positive{})) return;
    const auto word = static_cast<float>(number);  // the update uses this rounded word
    if (word == 0.0F || std::isinf(word)) {
        value.refuse_as_not("a number that is neither 0 nor infinite in fp32");
        return;
    }
    target = number;
}

void read_learning_rate(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_fp32(value, training.learning_rate);
}

/// Reads the share of a moment that is kept from step to step: less than 1, in fp32 too.
void read_decay(const Value& value, double& target)
{
    double decay = 0.0;
    if (!read(value, decay, NonNegative{})) return;
    if (static_cast<float>(decay) >= 1.0F) {
        value.refuse_as_not("a number of at least 0 that is below 1 in fp32");
        return;
    }
    target = decay;
}

void read_momentum(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_decay(value, training.momentum);
}

void read_beta1(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_decay(value, training.beta1);
}

void read_beta2(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_decay(value, training.beta2);
}

void read_epsilon(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_fp32(value, training.epsilon);
}

void read_loss(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    constexpr std::array<std::string_view, model::loss_names.size() + 1> choices{"auto", model::loss_names[0],
                                                                                 model::loss_names[1]};
    std::size_t choice = 0;
    if (!read_position(value, choice, choices)) return;
    training.loss = choice == 0 ? std::nullopt : std::optional(static_cast<model::Loss>(choice - 1));
}

void read_first_trainable(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    if (value.asked != nullptr) {
        std::uint64_t layer = 0;
        describe_words(value, {"all", "last", "none"});
        read(value, layer, Whole{1});
        return;
    }
    const std::string& text = value.node->text;
    const bool is_word = text == "all" || text == "last" || text == "none";
    const std::uint64_t layer = value.node->quoted ? 0 : parse_whole_number(text).value_or(0);
    if (value.node->kind != NodeKind::scalar || (!is_word && layer == 0)) {
        value.refuse_as_not("all, last, none, or the number of a layer, counted from 1");
        return;
    }
    training.first_trainable = is_word ? text : std::to_string(layer);
}

void read_seed(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read(value, training.seed, Whole{});
}

void read_samples(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read(value, training.samples, Whole{});
}

void read_weight_decay(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    double decay = 0.0;
    if (!read(value, decay, NonNegative{})) return;
    if (std::isinf(static_cast<float>(decay))) {
        value.refuse_as_not("a number that is not infinite in fp32");
        return;
    }
    training.weight_decay = decay;
}

void read_rounding(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_roundings(value, training.rounding);
}

void read_scales(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_tensor_scales(value, training.scales);
}

void read_epochs(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read(value, training.epochs, Whole{1});
}

void read_rate_schedule(const Value& value, TrainingConfig& training, const KnownNames& /*known*/)
{
    read_learning_rate_schedule(value, training.learning_rate_schedule);
}

/// A key of `training`.
struct TrainingEntry {
    std::string_view key;
    void (*read)(const Value&, TrainingConfig&, const KnownNames&);
    std::string (*written)(const TrainingConfig&);  ///< as YAML
    std::string_view meaning;
};

constexpr std::array<TrainingEntry, 21> training_entries{{
    {"schedules", read_schedules,
     [](const TrainingConfig& t) { return fmt::format("[{}]", fmt::join(t.schedules, ", ")); },
     "the schedules to simulate"},
    {"baseline", read_baseline, [](const TrainingConfig& t) { return t.baseline; },
     "the schedule that savings are relative to"},
    {"batch", read_batch, [](const TrainingConfig& t) { return std::to_string(t.batch); },
     "samples per weight update; the loss is the mean over them"},
    {"precision", read_precision, [](const TrainingConfig& t) { return t.precision.text(); },
     "the number format of all tensors (fp32, fp16, bf16, int16, int8), or of each: {default: fp16, weight: int8}"},
    {"master_weights", read_master_weights,
     [](const TrainingConfig& t) { return std::string(t.master_weights ? "true" : "false"); },
     "updates change an fp32 copy of the weights, and the narrower weights are written from it"},
    {"optimizer", read_optimizer, [](const TrainingConfig& t) { return std::string(name_of(t.optimizer)); },
     "sgd, momentum (one word of optimizer_state for each parameter) or adam (two words)"},
    {"learning_rate", read_learning_rate, [](const TrainingConfig& t) { return fmt::format("{}", t.learning_rate); },
     "the optimizer's learning rate, above 0"},
    {"momentum", read_momentum, [](const TrainingConfig& t) { return fmt::format("{}", t.momentum); },
     "for momentum: the factor by which the old velocity is multiplied, from 0 to below 1"},
    {"beta1", read_beta1, [](const TrainingConfig& t) { return fmt::format("{}", t.beta1); },
     "for adam: the factor by which the old first moment is multiplied, from 0 to below 1"},
    {"beta2", read_beta2, [](const TrainingConfig& t) { return fmt::format("{}", t.beta2); },
     "for adam: the factor by which the old second moment is multiplied, from 0 to below 1"},
    {"epsilon", read_epsilon, [](const TrainingConfig& t) { return fmt::format("{}", t.epsilon); },
     "for adam: a number added to the root of the second moment, above 0"},
    {"loss", read_loss, [](const TrainingConfig& t) { return t.loss ? std::string(name_of(*t.loss)) : "auto"; },
     "softmax_cross_entropy, squared_error, or auto: cross-entropy if the last layer is softmax, else squared error"},
    {"first_trainable", read_first_trainable, [](const TrainingConfig& t) { return t.first_trainable; },
     "the first layer that is trained, layers before it only run forward: all, last, none (inference), or a number "
     "from 1"},
    {"seed", read_seed, [](const TrainingConfig& t) { return std::to_string(t.seed); },
     "seed of the random features, targets and initial weights"},
    {"samples", read_samples, [](const TrainingConfig& t) { return std::to_string(t.samples); },
     "samples in an epoch: results then show its energy and time, too; 0: they do not"},
    {"weight_decay", read_weight_decay, [](const TrainingConfig& t) { return fmt::format("{}", t.weight_decay); },
     "this factor times the weight is added to the weight's gradient; biases do not decay"},
    {"rounding", read_rounding, [](const TrainingConfig& t) { return rounding_text(t.rounding); },
     "how words narrower than fp32 are rounded: nearest or stochastic, or by tensor: {default: nearest, weight: "
     "stochastic}"},
    {"scales", read_scales, [](const TrainingConfig& t) { return scales_text(t.scales); },
     "scales of int8 and int16 tensors, powers of two, such as {weight: 0.0078125, \"activation[1]\": 0.25}; the first "
     "batch gives all others"},
    {"epochs", read_epochs, [](const TrainingConfig& t) { return std::to_string(t.epochs); },
     "for a training on data: how often it takes all samples, at least once"},
    {"learning_rate_schedule", read_rate_schedule,
     [](const TrainingConfig& t) { return rate_schedule_text(t.learning_rate_schedule); },
     "for a training on data: constant, step, exponential, linear or cosine, or a mapping: {kind: step, every: 10, "
     "factor: 0.1}, {kind: exponential, factor: 0.95}, {kind: linear, final_share: 0.1}, {kind: cosine, final_share: "
     "0.01}; each may have warmup_epochs: 1"},
    {"deferred_updates", read_deferred_updates,
     [](const TrainingConfig& t) { return std::to_string(t.deferred_updates); },
     "for delta_deferred: batches that run forward and backward before one update applies all their gradients"},
}};

}  // namespace

TrainingConfig read_training(const Value& training, const KnownNames& known)
{
    TrainingConfig config;
    MappingReader reader(training);
    for (const TrainingEntry& entry : training_entries) {
        if (const Value value = reader.optional_value(entry.key, entry.meaning)) {
            entry.read(value, config, known);
            reader.describe_default(entry.key, entry.written(TrainingConfig{}));
        }
    }
    reader.finish();
    if (config.master_weights && config.precision.of(Tensor::weight) == Precision::fp32) {
        reader.optional_value("master_weights")
            .refuse("expected weights narrower than fp32: a copy in fp32 of fp32 weights has no use");
    }
    return config;
}

void write_training_defaults(Node& training)
{
    Diagnostics none("");
    for (const TrainingKey& key : training_keys()) {
        if (training.find(key.key) != nullptr) continue;
        const auto value = read_yaml_text(key.default_value, "", none);
        set_member(training, key.key, value.value(), training.location());
    }
}

std::vector<TrainingKey> training_keys()
{
    std::vector<TrainingKey> keys;
    for (const TrainingEntry& entry : training_entries) {
        keys.push_back({std::string(entry.key), entry.written(TrainingConfig{}), std::string(entry.meaning)});
    }
    return keys;
}

}  // namespace deltasim::config
