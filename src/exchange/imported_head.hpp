// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "exchange/arrays/array.hpp"

// A head out of a trained network: its YAML and its weights.

namespace deltasim::exchange
{

struct ImportOptions {
    std::string name;                   ///< of the head
    std::optional<std::string> from;    ///< the node that it begins with
    std::optional<std::string> output;  ///< of the network, where it has several
    std::string weights_file;           ///< as the YAML names it
};

struct ImportedHead {
    std::string yaml;
    std::vector<Array> arrays;       ///< `weight[l]` and `bias[l]`, l from 1
    std::vector<std::string> notes;  ///< a line each: what was taken, passed over and supposed
};

/// Throws InputError that names the file, and the node where one is at fault.
[[nodiscard]] ImportedHead import_onnx(const std::filesystem::path& file, const ImportOptions& options);

}  // namespace deltasim::exchange
