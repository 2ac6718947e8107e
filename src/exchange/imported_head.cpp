// SPDX-License-Identifier: MIT
#include "exchange/imported_head.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <google/protobuf/stubs/logging.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "core/checked.hpp"
#include "core/plain_text.hpp"
#include "exchange/onnx/graph.hpp"
#include "exchange/onnx/model_file.hpp"
#include "exchange/onnx/tail.hpp"
#include "model/activation.hpp"
#include "os/binary_file.hpp"

namespace deltasim::exchange
{

namespace
{

/// Quotes a text so that YAML accepts it in any place.
std::string quoted(const std::string& text)
{
    return nlohmann::ordered_json(plain_text(text))
        .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string layer_line(const TailLayer& layer)
{
    const bool leaks = layer.activation == model::Activation::leaky_relu;
    return fmt::format("  - {{outputs: {}, activation: {}{}{}}}\n", layer.outputs, name_of(layer.activation),
                       leaks ? fmt::format(", negative_slope: {}", layer.negative_slope) : "",
                       layer.bias.empty() ? ", bias: false" : "");
}

/// Adds the last activation, if it is missing: classifiers are often exported without the function that their loss
/// contains.
void end_in_classes(Tail& tail, ImportedHead& imported)
{
    TailLayer& last = tail.layers.back();
    if (last.activation != model::Activation::none) return;
    const bool one = last.outputs == 1;  // softmax over one class is 1 for any weights
    last.activation = one ? model::Activation::sigmoid : model::Activation::softmax;
    imported.notes.push_back(
        fmt::format("the network ends in a layer {} activation function: it is taken as a classifier{}, whose {} is "
                    "part of its loss; if that is wrong, change `activation` in the file",
                    one ? "of one output without" : "without", one ? " of two classes" : "", name_of(last.activation)));
}

ImportedHead head_of(const std::filesystem::path& file, const ImportOptions& options)
{
    const onnx::ModelProto model = read_onnx_model(file);
    const Graph graph(model, file);
    Tail tail = find_tail(graph, options.from, options.output);
    ImportedHead imported;
    std::vector<std::string> taken;
    for (const TailLayer& layer : tail.layers) taken.push_back(layer.node);
    imported.notes.push_back(fmt::format("taken as layers: {}", fmt::join(taken, ", ")));
    imported.notes.push_back(
        fmt::format("the features are the result of {}, {} a sample", tail.begins_after, tail.layers.front().inputs));
    if (!tail.passed.empty()) imported.notes.push_back(fmt::format("passed over: {}", fmt::join(tail.passed, ", ")));
    if (!tail.not_taken.empty()) imported.notes.push_back("not taken: " + tail.not_taken);
    end_in_classes(tail, imported);

    std::string layers;
    for (std::size_t l = 0; l < tail.layers.size(); ++l) {
        TailLayer& layer = tail.layers[l];
        layers += layer_line(layer);
        imported.arrays.push_back(
            array_of(fmt::format("weight[{}]", l + 1), {layer.outputs, layer.inputs}, layer.weight));
        layer.weight.clear();
        if (layer.bias.empty()) continue;
        imported.arrays.push_back(array_of(fmt::format("bias[{}]", l + 1), {layer.outputs}, layer.bias));
    }
    const std::string opset = graph.opset() > 0 ? fmt::format(", operators of version {}", graph.opset()) : "";
    imported.yaml = fmt::format(
        "# Made by `deltasim import`. Features: the result of {}.\n"
        "name: {}\n"
        "description: {}\n"
        "source: {}\n"
        "features: {}\n"
        "weights: {}\n"
        "layers:\n{}",
        tail.begins_after, quoted(options.name), quoted("fully-connected tail of " + file.filename().string()),
        quoted(file.filename().string() + opset), tail.layers.front().inputs, quoted(options.weights_file), layers);
    return imported;
}

}  // namespace

ImportedHead import_onnx(const std::filesystem::path& file, const ImportOptions& options)
{
    // An error that the reader of single nodes did not foresee is still an error of the file.
    try {
        return head_of(file, options);
    } catch (const OverflowError& error) {
        os::refuse_file(file, error.what());
    } catch (const std::filesystem::filesystem_error& error) {
        os::refuse_file(file, plain_text(error.what()));
    } catch (const google::protobuf::FatalException& error) {
        os::refuse_file(file, fmt::format("cannot be read as a model of ONNX: {}", plain_text(error.what())));
    }
}

}  // namespace deltasim::exchange
