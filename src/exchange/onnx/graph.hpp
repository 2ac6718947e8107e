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

// A graph of ONNX by the names of its values: who makes them, and which of them are constants.

namespace deltasim::exchange
{

class Graph
{
public:
    /// `model` outlives the graph. Throws InputError where a value is made twice.
    Graph(const onnx::ModelProto& model, std::filesystem::path file);

    [[nodiscard]] const onnx::GraphProto& proto() const { return model_.graph(); }
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    /// Of the operators without a domain; 0 where the model does not say.
    [[nodiscard]] std::int64_t opset() const { return opset_; }

    /// The node that makes a value, or nullptr.
    [[nodiscard]] const onnx::NodeProto* producer(const std::string& value) const;
    /// The node of that name, or one of whose outputs has it, or nullptr.
    [[nodiscard]] const onnx::NodeProto* node_named(const std::string& name) const;
    [[nodiscard]] bool is_constant(const std::string& value) const { return origin(value).is_constant(); }
    /// The array of a constant: an initializer or a Constant, behind any of Identity, Cast, Transpose, Reshape,
    /// Flatten, Squeeze and Unsqueeze; nothing for a value that is none. Throws InputError.
    [[nodiscard]] std::optional<Array> constant(const std::string& value) const;
    /// A constant of a single number; nothing for others, whose elements are not read. Throws InputError.
    [[nodiscard]] std::optional<float> scalar(const std::string& value) const;
    /// A constant that says shapes or axes, which no node may have changed; nothing for others. Throws InputError.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> whole_numbers(const std::string& value) const;
    /// What the file says of a value's shape, -1 where it leaves a size open; nothing where it says nothing.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> shape(const std::string& value) const;

    /// What a node is given; empty where that is left out, at the end or in the middle.
    [[nodiscard]] static const std::string& input(const onnx::NodeProto& node, int index);
    /// The axes that a node names in an attribute, or in its second input as later versions do. None are named where
    /// the list is empty; nothing where they are no constant. Throws InputError.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> axes(const onnx::NodeProto& node) const;
    // Attributes of a node, with what holds where it has none.
    [[nodiscard]] static const onnx::AttributeProto* attribute(const onnx::NodeProto& node, const char* name);
    [[nodiscard]] static float attribute(const onnx::NodeProto& node, const char* name, float otherwise);
    [[nodiscard]] static std::int64_t attribute(const onnx::NodeProto& node, const char* name, std::int64_t otherwise);
    [[nodiscard]] static std::vector<std::int64_t> numbers(const onnx::NodeProto& node, const char* name);

    [[noreturn]] void refuse(const onnx::NodeProto& node, const std::string& message) const;

private:
    /// What a value comes from: an initializer or a Constant, or neither where it is none.
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
    // What has been found out once, since many nodes may ask for one value at the end of a long way.
    mutable std::unordered_map<std::string, Origin> origins_;
    mutable std::unordered_map<std::string, Array> arrays_;
    mutable std::uint64_t kept_bytes_ = 0;
};

}  // namespace deltasim::exchange
