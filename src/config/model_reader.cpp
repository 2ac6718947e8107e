// SPDX-License-Identifier: MIT
#include "config/model_reader.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "config/mapping_reader.hpp"
#include "core/checked.hpp"

namespace deltasim
{

namespace
{

/// A layer with the place of its width.
struct LayerReading {
    Layer layer;
    Value outputs;
};

bool read_outputs(const Value& outputs, std::uint64_t& target, ClassCount& classes,
                  std::optional<std::uint64_t> default_classes)
{
    if (outputs.node->kind != NodeKind::scalar || outputs.node->text != "classes") {
        return read(outputs, target, Whole{1});
    }
    classes.used = true;
    const auto count = classes.given ? classes.given : default_classes;
    if (!count && classes.required) outputs.refuse("expected a key \"classes\" in the experiment or the model");
    target = count.value_or(1);
    return count || !classes.required;
}

/// Bytes are counted generously: each parameter with gradient and two words of optimizer state, each node with
/// bias, activation, preactivation, target and delta.
bool fits(const Head& head, const std::vector<LayerReading>& layers)
{
    constexpr std::uint64_t words_per_weight = 4;
    constexpr std::uint64_t words_per_node = 8;
    constexpr std::uint64_t word_bytes = 4;
    std::uint64_t total = checked_multiply(head.features(), word_bytes);
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const Layer& layer = head.layers[l];
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

std::optional<Head> read_model(const Value& model, ClassCount& classes)
{
    MappingReader reader(model);
    Head head;
    std::string text;
    std::uint64_t features = 0;
    std::uint64_t own_classes = 0;
    bool good = reader.required("name", head.name, Name{});
    reader.optional("description", text, Line{});
    reader.optional("source", text, Line{});
    good = reader.required("features", features, Whole{1}) && good;
    const bool has_default = reader.optional("classes", own_classes, Whole{1});
    const bool wrong_default = reader.has("classes") && !has_default;

    const Value list = reader.required_value("layers");
    const std::vector<Value> values = elements(list);
    if (list && list.node->kind == NodeKind::list && list.node->items.empty())
        list.refuse("expected at least one layer");
    std::vector<LayerReading> layers;
    for (std::size_t l = 0; l < values.size(); ++l) {
        MappingReader layer_reader(values[l]);
        LayerReading reading;
        reading.outputs = layer_reader.required_value("outputs");
        ClassCount count = classes;
        count.required = classes.required && !wrong_default;
        const auto default_classes = has_default ? std::optional(own_classes) : std::nullopt;
        good = reading.outputs && read_outputs(reading.outputs, reading.layer.outputs, count, default_classes) && good;
        classes.used = count.used;
        const Value activation = layer_reader.required_value("activation");
        const bool known = activation && read(activation, reading.layer.activation, activation_names);
        if (known && reading.layer.activation == Activation::softmax && l + 1 < values.size()) {
            activation.refuse("softmax may only be the activation of the last layer");
        }
        good = known && good;
        layer_reader.finish();
        layers.push_back(std::move(reading));
    }
    reader.finish();
    if (!good || layers.empty()) return std::nullopt;

    std::uint64_t width = features;
    for (const LayerReading& reading : layers) {
        head.layers.push_back({width, reading.layer.outputs, reading.layer.activation});
        width = reading.layer.outputs;
    }
    if (features > (std::uint64_t{1} << 60U)) {
        reader.raw_value("features").refuse("a vector of this size does not fit 64 bits of bytes");
        return std::nullopt;
    }
    return fits(head, layers) ? std::optional(head) : std::nullopt;
}

}  // namespace deltasim
