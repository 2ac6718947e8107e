// SPDX-License-Identifier: MIT
#include "exchange/onnx/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/plain_text.hpp"
#include "exchange/onnx/model_file.hpp"
#include "exchange/onnx/tensor.hpp"
#include "os/binary_file.hpp"

namespace deltasim::exchange
{

namespace
{

bool keeps_elements(const onnx::NodeProto& node)
{
    constexpr std::array<std::string_view, 6> kept{"Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze"};
    return std::find(kept.begin(), kept.end(), node.op_type()) != kept.end();
}

/// As matrices are written: without dimensions of 1 where more than two would be left with them.
void drop_ones(std::vector<std::uint64_t>& shape)
{
    while (shape.size() > 2) {
        const auto one = std::find(shape.begin(), shape.end(), 1);
        if (one == shape.end()) return;
        shape.erase(one);
    }
}

}  // namespace

Graph::Graph(const onnx::ModelProto& model, std::filesystem::path file) : model_(model), file_(std::move(file))
{
    for (const auto& imported : model.opset_import()) {
        if (imported.domain().empty() || imported.domain() == "ai.onnx") opset_ = imported.version();
    }
    for (const onnx::NodeProto& node : model.graph().node()) {
        for (const std::string& output : node.output()) {
            if (output.empty()) continue;
            if (!producers_.emplace(output, &node).second) {
                refuse(node, fmt::format("makes \"{}\", which another node makes too", plain_text(output)));
            }
        }
    }
    for (const onnx::TensorProto& tensor : model.graph().initializer()) initializers_.emplace(tensor.name(), &tensor);
}

const onnx::NodeProto* Graph::producer(const std::string& value) const
{
    const auto found = producers_.find(value);
    return found == producers_.end() ? nullptr : found->second;
}

const onnx::NodeProto* Graph::node_named(const std::string& name) const
{
    for (const onnx::NodeProto& node : proto().node()) {
        if (node.name() == name) return &node;
    }
    return producer(name);
}

std::optional<Graph::Root> Graph::constant_root(const std::string& value) const
{
    Root root;
    std::string name = value;
    // No way back is longer than there are nodes, unless it goes round.
    for (int hops = 0; hops <= proto().node_size(); ++hops) {
        if (const auto found = initializers_.find(name); found != initializers_.end()) {
            root.tensor = found->second;
            return root;
        }
        const onnx::NodeProto* node = producer(name);
        if (node == nullptr) return std::nullopt;
        if (node->op_type() == "Constant") {
            const onnx::AttributeProto* tensor = attribute(*node, "value");
            if (tensor == nullptr || !tensor->has_t()) return std::nullopt;
            root.tensor = &tensor->t();
            return root;
        }
        if (node->input_size() == 0 || (!keeps_elements(*node) && node->op_type() != "Transpose")) return std::nullopt;
        root.through.push_back(node);
        name = node->input(0);
    }
    return std::nullopt;
}

std::optional<Array> Graph::constant(const std::string& value) const
{
    const std::optional<Root> root = constant_root(value);
    if (!root) return std::nullopt;
    Array array = array_of(*root->tensor, file_);
    for (auto node = root->through.rbegin(); node != root->through.rend(); ++node) array = through(**node, array);
    return array;
}

Array Graph::through(const onnx::NodeProto& node, Array array) const
{
    if (node.op_type() == "Transpose") {
        std::vector<std::int64_t> order = numbers(node, "perm");
        drop_ones(array.shape);
        if (array.shape.size() < 2) return array;
        if (array.shape.size() != 2 || (!order.empty() && order.size() != 2)) {
            refuse(node, fmt::format("expected a matrix to transpose, found {}", array.shape_text()));
        }
        const bool exchanges = order.empty() || order == std::vector<std::int64_t>{1, 0};
        return exchanges ? transposed(array) : array;
    }
    if (node.op_type() == "Reshape" && node.input_size() > 1) {
        const std::optional<Root> root = constant_root(node.input(1));
        if (!root || !root->through.empty()) refuse(node, "expected a constant shape");
        const Array wanted = array_of(*root->tensor, file_);
        if (!is_whole(wanted.type)) refuse(node, "expected whole numbers as its shape");
        std::vector<std::uint64_t> shape;
        std::uint64_t known = 1;
        std::optional<std::size_t> open;
        for (std::uint64_t i = 0; i < wanted.elements(); ++i) {
            const std::int64_t size = wanted.whole_number(i);
            if (size < 0) open = shape.size();
            const bool kept = size == 0 && i < array.shape.size();
            shape.push_back(size < 0 ? 1 : kept ? array.shape[i] : static_cast<std::uint64_t>(size));
            known *= shape.back();
        }
        if (open && known > 0) shape[*open] = array.elements() / known;
        if (bytes_of(shape, array.type) != array.bytes.size()) refuse(node, "its shape has another number of elements");
        array.shape = shape;
    }
    if (node.op_type() != "Identity" && node.op_type() != "Cast") drop_ones(array.shape);
    return array;
}

const onnx::AttributeProto* Graph::attribute(const onnx::NodeProto& node, const char* name)
{
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.name() == name) return &attribute;
    }
    return nullptr;
}

float Graph::attribute(const onnx::NodeProto& node, const char* name, float otherwise)
{
    const onnx::AttributeProto* found = attribute(node, name);
    return found == nullptr ? otherwise : found->f();
}

std::int64_t Graph::attribute(const onnx::NodeProto& node, const char* name, std::int64_t otherwise)
{
    const onnx::AttributeProto* found = attribute(node, name);
    return found == nullptr ? otherwise : found->i();
}

std::vector<std::int64_t> Graph::numbers(const onnx::NodeProto& node, const char* name)
{
    const onnx::AttributeProto* found = attribute(node, name);
    if (found == nullptr) return {};
    return {found->ints().begin(), found->ints().end()};
}

void Graph::refuse(const onnx::NodeProto& node, const std::string& message) const
{
    os::refuse_file(file_, fmt::format("{}: {}", text_of(node), message));
}

}  // namespace deltasim::exchange
