// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/arrays/array.hpp"

// Files of arrays: NumPy's .npy (one array) and .npz (a zip of them), and .safetensors. Sizes that a file claims are
// held against what it has before anything is made of them. All throw InputError that names the file, and the array
// where there are several.

namespace deltasim::exchange
{

/// The arrays of a file, whose first bytes say of which kind it is.
[[nodiscard]] std::vector<Array> read_arrays(const std::filesystem::path& file);

/// The array of a .npy file.
[[nodiscard]] Array read_npy(const std::filesystem::path& file);

/// The text of a .safetensors file. Names are those of the arrays.
[[nodiscard]] std::string safetensors_text(const std::vector<Array>& arrays);

// Of bytes that have been read; `origin` is how messages call them.

[[nodiscard]] bool is_npy(std::string_view bytes);
[[nodiscard]] bool is_npz(std::string_view bytes);
[[nodiscard]] Array npy_array(std::string_view bytes, const std::string& origin);
[[nodiscard]] std::vector<Array> npz_arrays(std::string_view bytes, const std::string& origin);
[[nodiscard]] std::vector<Array> safetensors_arrays(std::string_view bytes, const std::string& origin);

}  // namespace deltasim::exchange
