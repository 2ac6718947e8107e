// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "exchange/arrays/array.hpp"

// A head taken from a trained network: its YAML and its weights.

namespace deltasim::exchange
{

struct ImportOptions {
    std::string name;                   ///< name of the head
    std::optional<std::string> from;    ///< the node with which the head begins
    std::optional<std::string> output;  ///< the network's output to use, where it has several
    std::string weights_file;           ///< as the YAML will name it
};

struct ImportedHead {
    std::string yaml;
    std::vector<Array> arrays;       ///< `weight[l]` and `bias[l]`, l from 1
    std::vector<std::string> notes;  ///< one line each: nodes that were taken or skipped, and assumptions
};

/// Throws InputError that names the file, and the node that caused the error, if there is one.
[[nodiscard]] ImportedHead import_onnx(const std::filesystem::path& file, const ImportOptions& options);

}  // namespace deltasim::exchange
