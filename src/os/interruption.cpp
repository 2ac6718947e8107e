// SPDX-License-Identifier: MIT
#include "os/interruption.hpp"

#include <csignal>

namespace deltasim::os
{

namespace
{

volatile std::sig_atomic_t interrupted = 0;

extern "C" void raise_flag(int) { interrupted = 1; }

}  // namespace

void catch_interruptions()
{
    struct sigaction action = {};
    action.sa_handler = raise_flag;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

void stop_if_interrupted()
{
    if (interrupted != 0) throw Interrupted();
}

}  // namespace deltasim::os
