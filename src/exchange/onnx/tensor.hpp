// SPDX-License-Identifier: MIT
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>

#include "exchange/arrays/array.hpp"

// The array in a tensor of ONNX, wherever the model keeps its elements.

namespace deltasim::exchange
{

/// Elements are in `raw_data`, in a field of their type, or in a file beside `model_file`, which may lie no higher than
/// that. Throws InputError that names the model's file and the tensor.
[[nodiscard]] Array array_of(const onnx::TensorProto& tensor, const std::filesystem::path& model_file);

}  // namespace deltasim::exchange
