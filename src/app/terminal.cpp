// SPDX-License-Identifier: MIT
#include "app/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace deltasim::app
{

namespace
{

std::string_view environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

std::size_t width_of(int descriptor)
{
    constexpr std::size_t usual = 80;
    constexpr std::size_t narrowest = 20;
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
    return std::max<std::size_t>(size.ws_col, narrowest);
}

/// True if the terminal uses UTF-8, by the C library's rule: the first of the three variables that is set decides.
bool speaks_utf8()
{
    for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        std::string value(environment(name));
        if (value.empty()) continue;
        std::transform(value.begin(), value.end(), value.begin(),
                       [](unsigned char letter) { return std::tolower(letter); });
        return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
    }
    return false;
}

}  // namespace

std::optional<report::Terminal> stdout_terminal()
{
    if (isatty(STDOUT_FILENO) == 0) return std::nullopt;
    const bool colour =
        environment("NO_COLOR").empty() && environment("TERM") != "dumb" && !environment("TERM").empty();
    return report::Terminal{width_of(STDOUT_FILENO), colour, speaks_utf8()};
}

std::size_t stderr_width() { return isatty(STDERR_FILENO) != 0 ? width_of(STDERR_FILENO) : 0; }

}  // namespace deltasim::app
