// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/arrays/array.hpp"

// Files of arrays: NumPy's .npy (one array) and .npz (a zip of them), and .safetensors. Before memory is allocated, the
// sizes that a file claims are compared with the file's length. All functions throw InputError that names the file, and
// the array where there are several.

namespace deltasim::exchange
{

/// Reads the arrays of a file. Its first bytes tell the format.
[[nodiscard]] std::vector<Array> read_arrays(const std::filesystem::path& file);

/// Reads the array of a .npy file.
[[nodiscard]] Array read_npy(const std::filesystem::path& file);

/// The contents of a .safetensors file, under the names of the arrays.
[[nodiscard]] std::string safetensors_text(const std::vector<Array>& arrays);

// The same for bytes in memory; `origin` names them in messages.

[[nodiscard]] bool is_npy(std::string_view bytes);
[[nodiscard]] bool is_npz(std::string_view bytes);
[[nodiscard]] Array npy_array(std::string_view bytes, const std::string& origin);
[[nodiscard]] std::vector<Array> npz_arrays(std::string_view bytes, const std::string& origin);
[[nodiscard]] std::vector<Array> safetensors_arrays(std::string_view bytes, const std::string& origin);

}  // namespace deltasim::exchange
