// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/clock_window.hpp"

namespace deltasim::app
{

/// The window of --window FROM:TO, where either end may be left out; an empty text is the whole run. Throws InputError.
[[nodiscard]] ClockWindow window_of(const std::string& text);

}  // namespace deltasim::app
