// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>

// JSON as results are written in it.

namespace deltasim::experiment
{

using Json = nlohmann::ordered_json;

/// Indented and with a line feed at its end. Text that could steer a terminal is escaped; bytes that are no UTF-8 are
/// replaced.
[[nodiscard]] std::string json_text(const Json& json);

/// The same on one line, as stores keep it.
[[nodiscard]] std::string json_line(const Json& json);

}  // namespace deltasim::experiment
