// SPDX-License-Identifier: MIT
#include "os/messages.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace deltasim::os
{

void say(const std::string& line) { static_cast<void>(std::fputs((line + "\n").c_str(), stderr)); }

void occupy_standard_streams()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // The lowest free descriptor is taken, and the lower ones are open by now.
        if (fcntl(descriptor, F_GETFD) < 0) static_cast<void>(open("/dev/null", O_RDONLY));
    }
}

}  // namespace deltasim::os
