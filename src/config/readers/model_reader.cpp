// SPDX-License-Identifier: MIT
#include "config/readers/model_reader.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/document/beside.hpp"
#include "config/document/mapping_reader.hpp"
#include "core/checked.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::uint64_t most_features = std::uint64_t{1} << 60U;

/// A layer with the place of its width.
struct LayerReading {
    model::Layer layer;
    Value outputs;
};

bool read_outputs(const Value& outputs, std::uint64_t& target, ClassCount& classes)
{
    describe_words(outputs, {"classes"});
    if (outputs.node->kind != NodeKind::scalar || outputs.node->text != "classes") {
        return read(outputs, target, Whole{1});
    }
    classes.used = true;
    if (!classes.given && classes.required) {
        outputs.refuse("expected a key \"classes\" in the experiment or the model");
    }
    target = classes.given.value_or(1);
    return classes.given || !classes.required;
}

/// Reads the share of nodes that a training step drops.
bool read_dropout(const Value& value, bool is_last, double& target)
{
    double rate = 0.0;
    if (!read(value, rate, NonNegative{})) return false;
    if (static_cast<float>(rate) >= 1.0F) return value.refuse_as_not("a number of at least 0 that is below 1 in fp32");
    if (is_last && rate > 0.0) {
        value.refuse("the last layer cannot have dropout: expected 0");
        return false;
    }
    target = rate;
    return true;
}

/// Reads the slope, which only leaky_relu has.
bool read_negative_slope(const Value& value, model::Layer& layer)
{
    double slope = 0.0;
    if (!read(value, slope, NonNegative{})) return false;
    if (layer.activation != model::Activation::leaky_relu) {
        value.refuse(fmt::format("{} has no slope: only leaky_relu has one", name_of(layer.activation)));
        return false;
    }
    layer.negative_slope = static_cast<float>(slope);
    return true;
}

/// Reads a file with weights: its name, or a mapping that also names its arrays.
bool read_weights_file(const Value& value, std::size_t layers, std::optional<model::WeightsFile>& target)
{
    model::WeightsFile weights;
    std::string file;
    if (value.asked != nullptr) read(value, file, Line{});
    if (value.node->kind != NodeKind::mapping && value.asked == nullptr) {
        if (!read(value, file, Line{})) return false;
        weights.path = beside(*value.node).string();
        target = weights;
        return true;
    }
    MappingReader reader(value);
    bool good = reader.required("file", file, Line{}, "the file");
    if (good) weights.path = beside(*reader.optional_value("file").node).string();
    if (const Value arrays = reader.optional_value(
            "arrays", "names of the file's arrays, if they are not weight[1], bias[1] and so on")) {
        for (const MappingReader::Entry& entry : MappingReader(arrays).entries(
                 "weight[L]", "weight[L] or bias[L] of layer L: the array's name in the file")) {
            std::string name;
            good = read(entry.value, name, Line{}) && good;
            weights.arrays[entry.key] = name;
            bool known = false;
            for (std::size_t l = 1; l <= layers; ++l) {
                known = known || entry.key == fmt::format("weight[{}]", l) || entry.key == fmt::format("bias[{}]", l);
            }
            if (known) continue;
            entry.value.refuse(
                fmt::format("expected a key from weight[1] and bias[1] to weight[{}] and bias[{}]", layers, layers));
            good = false;
        }
    }
    reader.finish();
    if (good) target = weights;
    return good;
}

/// Reads the layers without their numbers of inputs. Returns false where any was diagnosed.
bool read_layers(const Value& list, ClassCount& classes, std::vector<LayerReading>& layers)
{
    const std::vector<Value> values = elements(list);
    if (list && list.node->kind == NodeKind::list && list.node->items.empty()) {
        list.refuse("expected at least one layer");
    }
    bool good = !values.empty();
    for (const Value& value : values) {
        MappingReader reader(value);
        LayerReading reading;
        reading.outputs = reader.required_value("outputs", "nodes of the layer, or the word classes");
        good = reading.outputs && read_outputs(reading.outputs, reading.layer.outputs, classes) && good;
        const Value activation = reader.required_value(
            "activation", "the activation function of its nodes; only the last layer may have softmax");
        const bool known = activation && read(activation, reading.layer.activation, model::activation_names);
        if (known && reading.layer.activation == model::Activation::softmax && layers.size() + 1 < values.size()) {
            activation.refuse("softmax may only be the activation of the last layer");
        }
        good = known && good;
        const Value slope =
            reader.optional_value("negative_slope", "for leaky_relu: the factor of a z below 0; default: 0.1");
        if (slope && known) good = read_negative_slope(slope, reading.layer) && good;
        reader.optional("bias", reading.layer.bias, TrueOrFalse{}, "true: each node of the layer has a bias");
        const Value dropout = reader.optional_value(
            "dropout", "the share of the layer's nodes that a training step leaves out; default: 0");
        const bool is_last = layers.size() + 1 == values.size();
        if (dropout) good = read_dropout(dropout, is_last, reading.layer.dropout) && good;
        reader.finish();
        layers.push_back(std::move(reading));
    }
    return good;
}

/// Counts bytes generously: for each parameter a master copy, gradient and two words of optimizer state, for each node
/// bias, activation, preactivation, target and delta.
bool fits(const model::Head& head, const std::vector<LayerReading>& layers)
{
    constexpr std::uint64_t words_per_weight = 5;
    constexpr std::uint64_t words_per_node = 9;
    constexpr std::uint64_t word_bytes = 4;
    std::uint64_t total = checked_multiply(head.features(), word_bytes);
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const model::Layer& layer = head.layers[l];
        try {
            const std::uint64_t weights = checked_multiply(layer.inputs, layer.outputs);
            const std::uint64_t words = checked_add(checked_multiply(weights, words_per_weight),
                                                    checked_multiply(layer.outputs, words_per_node));
            total = checked_add(total, checked_multiply(words, word_bytes));
        } catch (const OverflowError&) {
            layers[l].outputs.refuse(
                fmt::format("the tensors of {} x {} weights do not fit 64 bits of bytes", layer.outputs, layer.inputs));
            return false;
        }
    }
    return true;
}

}  // namespace

std::optional<model::Head> read_model(const Value& model, ClassCount& classes)
{
    model::Head head;
    Value marked = model;
    marked.figure.clear();
    marked.context.assumed = &head.assumed;
    MappingReader reader(marked);
    std::string text;
    std::uint64_t features = 0;
    std::uint64_t default_classes = 0;
    bool good = reader.required("name", head.name, Name{}, "the name in tables; default: the name of the file");
    reader.optional("description", text, Line{}, "one line that `deltasim list` shows");
    reader.optional("source", text, Line{}, "the source of the layers' sizes");
    good = reader.required("features", features, Whole{1}, "numbers of one sample that come into the head") && good;
    ClassCount count = classes;
    const Value own_classes =
        reader.optional_value("classes", "the width of layers with outputs: classes, if the experiment gives none; a "
                                         "number, or a target of `deltasim list targets`");
    describe_name(own_classes, "targets");
    if (own_classes && read(own_classes, default_classes, Whole{1})) {
        if (!count.given) count.given = default_classes;
    } else if (reader.has("classes")) {
        count.required = false;  // the error was reported already
        good = false;
    }
    std::vector<LayerReading> layers;
    good = read_layers(reader.required_value("layers", "at least one layer, from the features to the output"), count,
                       layers) &&
           good;
    classes.used = count.used;
    if (const Value weights = reader.optional_value("weights", "a .npz or .safetensors file with initial weights")) {
        good = read_weights_file(weights, layers.size(), head.weights_file) && good;
    }
    reader.finish();
    if (!good) return std::nullopt;

    if (features > most_features) {
        reader.raw_value("features").refuse("a vector of this size does not fit 64 bits of bytes");
        return std::nullopt;
    }
    std::uint64_t width = features;
    for (const LayerReading& reading : layers) {
        head.layers.push_back(reading.layer);
        head.layers.back().inputs = width;
        width = reading.layer.outputs;
    }
    return fits(head, layers) ? std::optional(head) : std::nullopt;
}

}  // namespace deltasim::config
