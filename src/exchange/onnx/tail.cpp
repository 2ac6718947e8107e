// SPDX-License-Identifier: MIT
#include "exchange/onnx/tail.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/plain_text.hpp"
#include "exchange/onnx/layer_node.hpp"
#include "exchange/onnx/model_file.hpp"
#include "exchange/onnx/patterns.hpp"
#include "os/binary_file.hpp"

namespace deltasim::exchange
{

namespace
{

/// Nodes after which the elements are what they were: Dropout does nothing but while training.
bool changes_nothing(const onnx::NodeProto& node)
{
    constexpr std::array<std::string_view, 7> passed{"Identity", "Dropout", "Flatten",  "Reshape",
                                                     "Squeeze",  "Cast",    "Unsqueeze"};
    return std::find(passed.begin(), passed.end(), node.op_type()) != passed.end();
}

/// Whether a node leaves one value of each channel.
bool pools_globally(const onnx::NodeProto& node)
{
    constexpr std::array<std::string_view, 4> pools{"GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "ReduceMax"};
    return std::find(pools.begin(), pools.end(), node.op_type()) != pools.end();
}

/// Goes from the output up. What has been found only counts once a layer below it has been found too.
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
                sure_ = tail_.layers.size();  // what the user feeds in has no place in an image
                if (!holds_more()) return finish(value, fmt::format("the input \"{}\"", plain_text(value)));
                return finish(lowest_input_, text_of(*graph_.producer(lowest_input_)));
            }
            if (node->input_size() == 0) return stop(*node, value);
            const std::optional<std::string> next = take(*node);
            if (!next) return stop(*node, value);
            value = *next;
            if (node != from_) continue;
            if (holds_more()) graph_.refuse(*node, "no layer that a head begins with: expected --from a layer");
            return finish(value, "what " + text_of(*from_) + " is given");
        }
        os::refuse_file(graph_.file(), "the nodes go round in a circle");
    }

private:
    /// The value above a node that has been taken; nothing where it cannot be.
    std::optional<std::string> take(const onnx::NodeProto& node)
    {
        if (changes_nothing(node)) {
            tail_.passed.push_back(text_of(node));
            return node.input(0);
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
            return found->input;
        }
        if (const std::optional<BiasNode> found = bias_at(graph_, node)) {
            added_.push_back({&node, found->bias});
            return found->input;
        }
        std::optional<LayerNode> found = layer_at(graph_, node);
        if (!found) return std::nullopt;
        const bool fits = tail_.layers.empty() || tail_.layers.back().inputs == found->layer.outputs;
        if (!fits && found->needs_one_pixel) return std::nullopt;  // it sees several places of an image
        if (!fits) {
            graph_.refuse(node, fmt::format("has {} outputs, the layer above it {} inputs", found->layer.outputs,
                                            tail_.layers.back().inputs));
        }
        for (const auto& [adder, bias] : added_) add_bias(graph_, *adder, bias, found->layer);
        added_.clear();
        check_finite(node, found->layer);
        found->layer.activation = std::exchange(activation_, model::Activation::none);
        tail_.layers.push_back(std::move(found->layer));
        lowest_input_ = found->input;
        if (!found->needs_one_pixel) {
            sure_ = tail_.layers.size();
            sure_input_ = found->input;
        }
        return found->input;
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

    /// Whether something stands before the lowest layer that the head would lose.
    [[nodiscard]] bool holds_more() const
    {
        return !tail_.layers.empty() && (activation_ != model::Activation::none || !added_.empty());
    }

    /// At a node that is no part of the head.
    Tail stop(const onnx::NodeProto& node, const std::string& value)
    {
        const bool pooled = pools_globally(node);
        if (pooled) sure_ = tail_.layers.size();
        if (from_ != nullptr || sure_ == 0) {
            graph_.refuse(node, why_.empty() ? "cannot be taken as a part of a fully-connected head" : why_);
        }
        if (pooled) sure_input_ = value;
        tail_.layers.resize(sure_);
        const onnx::NodeProto* before = graph_.producer(sure_input_);
        return finish(sure_input_, before == nullptr ? "the input" : text_of(*before));
    }

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
    Tail tail_;                                               ///< layers from the output up
    model::Activation activation_ = model::Activation::none;  ///< of the layer below, once it is found
    std::vector<std::pair<const onnx::NodeProto*, std::vector<float>>> added_;
    std::size_t sure_ = 0;  ///< layers that are layers whatever stands before them
    std::string sure_input_;
    std::string lowest_input_;  ///< of the lowest layer
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
