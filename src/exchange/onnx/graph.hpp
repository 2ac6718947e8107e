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
    [[nodiscard]] bool is_constant(const std::string& value) const { return constant_root(value).has_value(); }
    /// The array of a constant: an initializer or a Constant, behind any of Identity, Cast, Transpose, Reshape,
    /// Flatten, Squeeze and Unsqueeze; nothing for a value that is none. Throws InputError.
    [[nodiscard]] std::optional<Array> constant(const std::string& value) const;

    // Attributes of a node, with what holds where it has none.
    [[nodiscard]] static const onnx::AttributeProto* attribute(const onnx::NodeProto& node, const char* name);
    [[nodiscard]] static float attribute(const onnx::NodeProto& node, const char* name, float otherwise);
    [[nodiscard]] static std::int64_t attribute(const onnx::NodeProto& node, const char* name, std::int64_t otherwise);
    [[nodiscard]] static std::vector<std::int64_t> numbers(const onnx::NodeProto& node, const char* name);

    [[noreturn]] void refuse(const onnx::NodeProto& node, const std::string& message) const;

private:
    /// What a constant comes from, and the nodes that it goes through, the last first.
    struct Root {
        const onnx::TensorProto* tensor = nullptr;
        std::vector<const onnx::NodeProto*> through;
    };
    [[nodiscard]] std::optional<Root> constant_root(const std::string& value) const;
    [[nodiscard]] Array through(const onnx::NodeProto& node, Array array) const;

    const onnx::ModelProto& model_;
    std::filesystem::path file_;
    std::int64_t opset_ = 0;
    std::unordered_map<std::string, const onnx::NodeProto*> producers_;
    std::unordered_map<std::string, const onnx::TensorProto*> initializers_;
};

}  // namespace deltasim::exchange
