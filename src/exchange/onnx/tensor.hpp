// SPDX-License-Identifier: MIT
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>

#include "exchange/arrays/array.hpp"

// Reads the array of an ONNX tensor, in any of the forms in which a model stores elements.

namespace deltasim::exchange
{

/// The elements are in `raw_data`, in a field of their type, or in a file. The file must be in the folder of
/// `model_file` or below it. Throws InputError that names the model's file and the tensor.
[[nodiscard]] Array array_of(const onnx::TensorProto& tensor, const std::filesystem::path& model_file);

}  // namespace deltasim::exchange
