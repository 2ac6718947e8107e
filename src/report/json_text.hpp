// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

// JSON as text, and back. What does this is made from templates that take a compiler long: it is compiled here, once.

namespace deltasim::report
{

/// With an indent on several lines. Text that could control a terminal is escaped; bytes that are not UTF-8 are
/// replaced.
[[nodiscard]] std::string shown_json(const nlohmann::ordered_json& json, int indent = -1);

/// Nothing is escaped but what JSON asks for. Throws at bytes that are not UTF-8.
[[nodiscard]] std::string strict_json(const nlohmann::ordered_json& json, int indent = -1);

/// A text in ASCII; bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string ascii_json(const std::string& text);

/// Throws nlohmann::ordered_json::exception if the text is no JSON.
[[nodiscard]] nlohmann::ordered_json parsed_strictly(std::string_view text);

}  // namespace deltasim::report
