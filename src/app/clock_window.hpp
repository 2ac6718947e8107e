// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/clock_window.hpp"

namespace deltasim::app
{

/// What --window says, FROM:TO, either of which may be left out; the whole run where it is empty. Throws InputError.
[[nodiscard]] ClockWindow window_of(const std::string& text);

}  // namespace deltasim::app
