// SPDX-License-Identifier: MIT
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <string>

// Reads an ONNX file, and trusts nothing in it before it is checked.

namespace deltasim::exchange
{

/// Throws InputError where the file is no ONNX model.
[[nodiscard]] onnx::ModelProto read_onnx_model(const std::filesystem::path& file);

/// The name of a node in messages: `node "fc1" (Gemm)`; a node without a name is called by its first output.
[[nodiscard]] std::string text_of(const onnx::NodeProto& node);

}  // namespace deltasim::exchange
