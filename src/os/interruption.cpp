// SPDX-License-Identifier: MIT
#include "os/interruption.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <string_view>

#include "os/unfinished_file.hpp"

namespace deltasim::os
{

namespace
{

volatile std::sig_atomic_t interrupted = 0;
volatile std::sig_atomic_t on_terminal = 0;
volatile std::sig_atomic_t told = 0;
pid_t first_process = 0;  ///< the process that installed the handlers; its children end with it, and print no message

/// The program must end within a second, whatever it is doing.
constexpr itimerval patience{{0, 0}, {0, 600'000}};

extern "C" void raise_flag(int)
{
    if (interrupted == 0) setitimer(ITIMER_REAL, &patience, nullptr);
    interrupted = 1;
}

/// Uses only functions that a signal handler may call.
extern "C" void end_at_once(int)
{
    constexpr std::string_view clear_line = "\r\x1b[K";
    constexpr std::string_view message = "deltasim: error: interrupted\n";
    remove_unfinished_files();
    if (getpid() == first_process && told == 0) {
        if (on_terminal != 0 && write(STDERR_FILENO, clear_line.data(), clear_line.size()) < 0) _exit(interrupted_code);
        if (write(STDERR_FILENO, message.data(), message.size()) < 0) _exit(interrupted_code);
    }
    _exit(interrupted_code);
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal)
{
    struct sigaction action = {};
    return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void catch_interruptions()
{
    first_process = getpid();
    on_terminal = isatty(STDERR_FILENO);
    handle(SIGALRM, end_at_once);
    for (const int signal : {SIGINT, SIGTERM, SIGXCPU}) handle(signal, raise_flag);
    if (!is_ignored(SIGHUP)) handle(SIGHUP, raise_flag);
    handle(SIGXFSZ, SIG_IGN);
}

void tell_interruption_once()
{
    if (interrupted != 0) setitimer(ITIMER_REAL, &patience, nullptr);
    told = 1;
}

bool is_interrupted() { return interrupted != 0; }

void stop_if_interrupted()
{
    if (is_interrupted()) throw Interrupted();
}

}  // namespace deltasim::os
