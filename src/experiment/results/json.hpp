// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>

// JSON in the form in which results are written.

namespace deltasim::experiment
{

using Json = nlohmann::ordered_json;

/// Indented, with a line feed at its end. Text that could control a terminal is escaped; bytes that are not UTF-8 are
/// replaced.
[[nodiscard]] std::string json_text(const Json& json);

/// The same on one line, for stores.
[[nodiscard]] std::string json_line(const Json& json);

}  // namespace deltasim::experiment
