// SPDX-License-Identifier: MIT
#include "exchange/onnx/tail.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/plain_text.hpp"
#include "exchange/onnx/layer_node.hpp"
#include "exchange/onnx/model_file.hpp"
#include "exchange/onnx/one_place.hpp"
#include "exchange/onnx/passed_node.hpp"
#include "exchange/onnx/patterns.hpp"
#include "os/binary_file.hpp"

namespace deltasim::exchange
{

namespace
{

/// Walks up from the output. A node becomes part of the head only when a layer below it has been found too.
class TailWalk
{
public:
    TailWalk(const Graph& graph, const onnx::NodeProto* from) : graph_(graph), from_(from) {}

    Tail walk(const std::string& output)
    {
        std::string value = output;
        for (int hops = 0; hops <= graph_.proto().node_size(); ++hops) {
            const onnx::NodeProto* node = graph_.producer(value);
            if (node == nullptr) {
                if (from_ != nullptr) graph_.refuse(*from_, "does not lie on the way from the output to the input");
                if (!holds_more()) return finish(value, fmt::format("the input \"{}\"", plain_text(value)));
                return finish_above_lowest();
            }
            if (value == one_place_since_) one_place_since_.clear();
            const std::optional<std::string> next = take(*node);
            if (!next) return stop(*node);
            if (next->empty()) graph_.refuse(*node, "is given no input");
            value = *next;
            if (node != from_) continue;
            if (holds_more()) graph_.refuse(*node, "a head cannot begin here: expected --from a layer");
            return finish(value, "what " + text_of(*from_) + " is given");
        }
        os::refuse_file(graph_.file(), "the nodes go round in a circle");
    }

private:
    /// A constant that is added to the result of a layer further up.
    struct Added {
        const onnx::NodeProto* node = nullptr;
        Array bias;
        bool reshaped = false;  ///< the result was reshaped before the addition
    };

    /// Takes a node into the head and returns the value above it; nothing where the node cannot be taken.
    std::optional<std::string> take(const onnx::NodeProto& node)
    {
        if (changes_nothing(node)) {
            tail_.passed.push_back(text_of(node));
            if (changes_shape(node)) {
                for (Added& added : added_) added.reshaped = true;
            }
            return Graph::input(node, 0);
        }
        if (const std::optional<FoundActivation> found = activation_at(graph_, node)) {
            if (activation_ != model::Activation::none) {
                why_ = "two activation functions without a layer between them";
                return std::nullopt;
            }
            if (found->activation == model::Activation::softmax && !tail_.layers.empty()) {
                why_ = "softmax below another layer";
                return std::nullopt;
            }
            if (!added_.empty()) {
                why_ = "a constant is added to its result";
                return std::nullopt;
            }
            activation_ = found->activation;
            negative_slope_ = found->negative_slope;
            return found->input;
        }
        if (const std::optional<BiasNode> found = bias_at(graph_, node)) {
            added_.push_back({&node, found->bias});
            return found->input;
        }
        return take_layer(node);
    }

    std::optional<std::string> take_layer(const onnx::NodeProto& node)
    {
        std::optional<LayerNode> found = layer_at(graph_, node);
        if (!found) return std::nullopt;
        if (!tail_.layers.empty() && tail_.layers.back().inputs != found->layer.outputs) {
            why_ = fmt::format("has {} outputs, the layer above it {} inputs", found->layer.outputs,
                               tail_.layers.back().inputs);
            return std::nullopt;
        }
        if (found->image_rank > 0 && !sees_one_place(*found)) {
            why_ = "is a convolution over several places of an image, or the model does not say over how many: it is a "
                   "layer only after a global pooling, or where the file gives a shape of 1 x 1";
            return std::nullopt;
        }
        for (const Added& added : added_) {
            const std::size_t places = found->image_rank > 0 && !added.reshaped ? found->image_rank - 2 : 0;
            add_bias(graph_, *added.node, added.bias, places, found->layer);
        }
        added_.clear();
        check_finite(node, found->layer);
        found->layer.activation = std::exchange(activation_, model::Activation::none);
        found->layer.negative_slope = negative_slope_;
        tail_.layers.push_back(std::move(found->layer));
        lowest_input_ = found->input;
        return found->input;
    }

    /// If a value has one place, the values below it have one, too.
    bool sees_one_place(const LayerNode& convolution)
    {
        if (one_place_since_.empty()) {
            one_place_since_ = one_place_since(graph_, convolution.input, convolution.image_rank).value_or("");
        }
        return !one_place_since_.empty();
    }

    void check_finite(const onnx::NodeProto& node, const TailLayer& layer) const
    {
        for (const std::vector<float>* const numbers : {&layer.weight, &layer.bias}) {
            const auto bad =
                std::find_if(numbers->begin(), numbers->end(), [](float number) { return !std::isfinite(number); });
            if (bad == numbers->end()) continue;
            graph_.refuse(node, fmt::format("element {} of its {} is {}, expected a finite number in fp32",
                                            bad - numbers->begin(), numbers == &layer.bias ? "bias" : "weights", *bad));
        }
    }

    /// True if there are nodes before the lowest layer that the head would lose.
    [[nodiscard]] bool holds_more() const
    {
        return !tail_.layers.empty() && (activation_ != model::Activation::none || !added_.empty());
    }

    /// Ends the walk at a node that is no part of the head.
    Tail stop(const onnx::NodeProto& node)
    {
        if (from_ != nullptr || tail_.layers.empty()) {
            graph_.refuse(node, why_.empty() ? "cannot be taken as a part of a fully-connected head" : why_);
        }
        if (!why_.empty()) tail_.not_taken = fmt::format("{}: {}", text_of(node), why_);
        return finish_above_lowest();
    }

    /// Ends the walk where a node stands between the lowest layer and the first node outside the head.
    Tail finish_above_lowest() { return finish(lowest_input_, text_of(*graph_.producer(lowest_input_))); }

    Tail finish(const std::string& value, const std::string& begins_after)
    {
        if (tail_.layers.empty()) {
            os::refuse_file(graph_.file(),
                            fmt::format("no fully-connected layer between {} and the output", begins_after));
        }
        std::reverse(tail_.layers.begin(), tail_.layers.end());
        tail_.features = value;
        tail_.begins_after = begins_after;
        return std::move(tail_);
    }

    const Graph& graph_;
    const onnx::NodeProto* from_;
    Tail tail_;                                               ///< layers, starting at the output
    model::Activation activation_ = model::Activation::none;  ///< of the layer below, after it is found
    float negative_slope_ = model::leaky_relu_slope;
    std::vector<Added> added_;
    std::string lowest_input_;  ///< input of the lowest layer
    /// The value further up that shows that images have one place; empty if there is none.
    std::string one_place_since_;
    std::string why_;
};

std::string output_of(const Graph& graph, const std::optional<std::string>& wanted)
{
    std::vector<std::string> names;
    for (const auto& output : graph.proto().output()) names.push_back(plain_text(output.name()));
    if (wanted) {
        if (std::find(names.begin(), names.end(), *wanted) != names.end()) return *wanted;
        os::refuse_file(graph.file(), fmt::format("no output \"{}\", there are {}", *wanted, fmt::join(names, ", ")));
    }
    if (names.size() == 1) return graph.proto().output(0).name();
    os::refuse_file(graph.file(), names.empty() ? "the graph has no output"
                                                : fmt::format("several outputs ({}); choose one with --output",
                                                              fmt::join(names, ", ")));
}

}  // namespace

Tail find_tail(const Graph& graph, const std::optional<std::string>& from, const std::optional<std::string>& output)
{
    const onnx::NodeProto* node = from ? graph.node_named(*from) : nullptr;
    if (from && node == nullptr) os::refuse_file(graph.file(), fmt::format("no node \"{}\"", plain_text(*from)));
    return TailWalk(graph, node).walk(output_of(graph, output));
}

}  // namespace deltasim::exchange
