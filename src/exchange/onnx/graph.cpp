// SPDX-License-Identifier: MIT
#include "exchange/onnx/graph.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/plain_text.hpp"
#include "exchange/onnx/constant_node.hpp"
#include "exchange/onnx/model_file.hpp"
#include "exchange/onnx/tensor.hpp"
#include "os/binary_file.hpp"

namespace deltasim::exchange
{

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
    for (const onnx::TensorProto& tensor : model.graph().initializer()) {
        if (!tensor.name().empty()) initializers_.emplace(tensor.name(), &tensor);
    }
    for (const auto* const values : {&model.graph().input(), &model.graph().value_info(), &model.graph().output()}) {
        for (const onnx::ValueInfoProto& value : *values) types_.emplace(value.name(), &value.type());
    }
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

Graph::Origin Graph::origin(const std::string& value) const
{
    Origin origin;
    std::vector<std::string> way{value};
    // A walk with more steps than there are nodes goes round in a circle.
    for (int hops = 0; hops <= proto().node_size(); ++hops) {
        const std::string& name = way.back();
        if (const auto known = origins_.find(name); known != origins_.end()) {
            origin = known->second;
            break;
        }
        if (const auto found = initializers_.find(name); found != initializers_.end()) {
            origin.initializer = found->second;
            break;
        }
        const onnx::NodeProto* const node = producer(name);
        if (node == nullptr) break;
        if (node->op_type() == "Constant") {
            origin.node = node;
            break;
        }
        if (!keeps_constants(*node)) break;
        way.push_back(input(*node, 0));
    }
    for (const std::string& name : way) origins_.emplace(name, origin);
    return origin;
}

Array Graph::array_at(const Origin& origin) const
{
    return origin.node != nullptr ? value_of(*this, *origin.node) : array_of(*origin.initializer, file_);
}

void Graph::keep(const std::string& value, const Array& array) const
{
    // Enough for biases and shapes, however many there are; not for weights.
    constexpr std::uint64_t most = std::uint64_t{1} << 26U;
    if (array.bytes.size() > most - kept_bytes_) return;
    kept_bytes_ += array.bytes.size();
    arrays_.emplace(value, array);
}

std::optional<Array> Graph::constant(const std::string& value) const
{
    const Origin from = origin(value);
    if (!from.is_constant()) return std::nullopt;
    std::vector<std::string> way{value};
    auto kept = arrays_.end();
    while ((kept = arrays_.find(way.back())) == arrays_.end()) {
        const onnx::NodeProto* const node = initializers_.contains(way.back()) ? nullptr : producer(way.back());
        if (node == nullptr || node == from.node) break;
        way.push_back(input(*node, 0));
    }
    Array array = kept != arrays_.end() ? kept->second : array_at(from);
    way.pop_back();
    for (auto name = way.rbegin(); name != way.rend(); ++name) {
        array = changed_by(*this, *producer(*name), std::move(array));
        keep(*name, array);
    }
    return array;
}

std::optional<float> Graph::scalar(const std::string& value) const
{
    const Origin from = origin(value);
    const bool single =
        from.node != nullptr ? may_be_single(*from.node) : from.initializer != nullptr && is_single(*from.initializer);
    if (!single) return std::nullopt;
    const std::optional<Array> array = constant(value);
    return array->elements() == 1 ? std::optional(array->number(0)) : std::nullopt;
}

std::optional<std::vector<std::int64_t>> Graph::whole_numbers(const std::string& value) const
{
    const Origin from = origin(value);
    const bool direct = initializers_.contains(value) || (from.node != nullptr && from.node == producer(value));
    if (!direct) return std::nullopt;
    const Array array = array_at(from);
    if (!is_whole(array.type) || array.shape.size() > 1) return std::nullopt;
    std::vector<std::int64_t> numbers(array.elements());
    for (std::uint64_t i = 0; i < numbers.size(); ++i) numbers[i] = array.whole_number(i);
    return numbers;
}

std::optional<std::vector<std::int64_t>> Graph::shape(const std::string& value) const
{
    const auto found = types_.find(value);
    if (found == types_.end() || !found->second->tensor_type().has_shape()) return std::nullopt;
    std::vector<std::int64_t> sizes;
    for (const auto& size : found->second->tensor_type().shape().dim()) {
        sizes.push_back(size.has_dim_value() && size.dim_value() >= 0 ? size.dim_value() : -1);
    }
    return sizes;
}

const std::string& Graph::input(const onnx::NodeProto& node, int index)
{
    static const std::string left_out;
    return index < node.input_size() ? node.input(index) : left_out;
}

std::optional<std::vector<std::int64_t>> Graph::axes(const onnx::NodeProto& node) const
{
    if (attribute(node, "axes") != nullptr || input(node, 1).empty()) return numbers(node, "axes");
    return whole_numbers(input(node, 1));
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
