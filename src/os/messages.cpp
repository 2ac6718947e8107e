// SPDX-License-Identifier: MIT
#include "os/messages.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "core/plain_text.hpp"

namespace deltasim::os
{

void say(const std::string& text)
{
    std::string plain;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        plain += plain_text(std::string_view(text).substr(at, end - at)) + "\n";
        at = end + 1;
    }
    static_cast<void>(std::fputs(plain.c_str(), stderr));
}

void occupy_standard_streams()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // open() takes the lowest free descriptor, and all lower ones are open by now.
        if (fcntl(descriptor, F_GETFD) < 0) static_cast<void>(open("/dev/null", O_RDONLY));
    }
}

}  // namespace deltasim::os
