// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/document/node.hpp"

// The kinds of file. A file's keys tell its kind.

namespace deltasim::config
{

enum class FileKind : std::uint8_t {
    experiment,
    sweep,
    model,
    processor,
    dram_device,
    cost_table,
    targets,
    mapping,
    energy_reference_table
};

[[nodiscard]] std::string_view name_of(FileKind kind);

/// The kind with the most keys in common with the mapping. A file with a sweep's own keys beside those of an experiment
/// is a sweep. Nothing if the mapping has no key of any kind.
[[nodiscard]] std::optional<FileKind> file_kind(const Node& root);

/// Lists every kind with the keys that identify it, for a message.
[[nodiscard]] std::string file_kinds_in_words();

}  // namespace deltasim::config
