// SPDX-License-Identifier: MIT
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "exchange/arrays/array.hpp"

// Looks up the values of an ONNX graph by name: which node makes a value, and which values are constant.

namespace deltasim::exchange
{

class Graph
{
public:
    /// `model` must outlive the graph. Throws InputError where two nodes make the same value.
    Graph(const onnx::ModelProto& model, std::filesystem::path file);

    [[nodiscard]] const onnx::GraphProto& proto() const { return model_.graph(); }
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    /// Version of the default operator set; 0 where the model does not say.
    [[nodiscard]] std::int64_t opset() const { return opset_; }

    /// The node that makes a value; nullptr if there is none.
    [[nodiscard]] const onnx::NodeProto* producer(const std::string& value) const;
    /// The node with this name, or a node with an output of this name; nullptr if there is none.
    [[nodiscard]] const onnx::NodeProto* node_named(const std::string& name) const;
    [[nodiscard]] bool is_constant(const std::string& value) const { return origin(value).is_constant(); }
    /// The array of a constant value: an initializer or a Constant, possibly followed by Identity, Cast, Transpose,
    /// Reshape, Flatten, Squeeze and Unsqueeze; nothing for a value that is not constant. Throws InputError.
    [[nodiscard]] std::optional<Array> constant(const std::string& value) const;
    /// The number of a constant with a single element; nothing for other values, whose elements are not read. Throws
    /// InputError.
    [[nodiscard]] std::optional<float> scalar(const std::string& value) const;
    /// The elements of a constant with shapes or axes, which no node may have changed; nothing for other values. Throws
    /// InputError.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> whole_numbers(const std::string& value) const;
    /// The shape of a value as the file declares it, with -1 for a size that it leaves open; nothing where it declares
    /// none.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> shape(const std::string& value) const;

    /// The name of a node's input; empty where the input is omitted, at the end or in the middle.
    [[nodiscard]] static const std::string& input(const onnx::NodeProto& node, int index);
    /// The axes that a node names in an attribute or, in later versions, in its second input. The list is empty where
    /// the node names no axes. Returns nothing where the axes are not constant. Throws InputError.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> axes(const onnx::NodeProto& node) const;
    // Attributes of a node; each function has the default that ONNX gives for a missing attribute.
    [[nodiscard]] static const onnx::AttributeProto* attribute(const onnx::NodeProto& node, const char* name);
    [[nodiscard]] static float attribute(const onnx::NodeProto& node, const char* name, float otherwise);
    [[nodiscard]] static std::int64_t attribute(const onnx::NodeProto& node, const char* name, std::int64_t otherwise);
    [[nodiscard]] static std::vector<std::int64_t> numbers(const onnx::NodeProto& node, const char* name);

    [[noreturn]] void refuse(const onnx::NodeProto& node, const std::string& message) const;

private:
    /// The origin of a value: an initializer or a Constant, or neither where the value is not constant.
    struct Origin {
        const onnx::TensorProto* initializer = nullptr;
        const onnx::NodeProto* node = nullptr;

        [[nodiscard]] bool is_constant() const { return initializer != nullptr || node != nullptr; }
    };
    [[nodiscard]] Origin origin(const std::string& value) const;
    [[nodiscard]] Array array_at(const Origin& origin) const;
    void keep(const std::string& value, const Array& array) const;

    const onnx::ModelProto& model_;
    std::filesystem::path file_;
    std::int64_t opset_ = 0;
    std::unordered_map<std::string, const onnx::NodeProto*> producers_;
    std::unordered_map<std::string, const onnx::TensorProto*> initializers_;
    std::unordered_map<std::string, const onnx::TypeProto*> types_;
    // Results of earlier look-ups: many nodes may ask for the same value, at the end of a long path.
    mutable std::unordered_map<std::string, Origin> origins_;
    mutable std::unordered_map<std::string, Array> arrays_;
    mutable std::uint64_t kept_bytes_ = 0;
};

}  // namespace deltasim::exchange
