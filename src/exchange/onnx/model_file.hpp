// SPDX-License-Identifier: MIT
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <string>

// A file of ONNX, taken as hostile until it has been read.

namespace deltasim::exchange
{

/// Throws InputError where the file is no model of ONNX.
[[nodiscard]] onnx::ModelProto read_onnx_model(const std::filesystem::path& file);

/// How messages call a node: `node "fc1" (Gemm)`, or by its first output where it has no name.
[[nodiscard]] std::string text_of(const onnx::NodeProto& node);

}  // namespace deltasim::exchange
