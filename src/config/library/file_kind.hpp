// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/document/node.hpp"

// The kinds of file, which are told apart by their keys.

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

/// The kind of which the mapping has the most keys, or a sweep, which has an experiment's keys beside its own; nothing
/// if it has none of any.
[[nodiscard]] std::optional<FileKind> file_kind(const Node& root);

/// Every kind with the keys that tell it apart, for a message.
[[nodiscard]] std::string file_kinds_in_words();

}  // namespace deltasim::config
