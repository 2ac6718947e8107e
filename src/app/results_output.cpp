// SPDX-License-Identifier: MIT
#include "app/results_output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "app/commands.hpp"

namespace deltasim::app
{

namespace
{

bool found_no_reader = false;

std::string why_not_sent(std::string_view text)
{
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return "";
    found_no_reader = errno == EPIPE;
    return fmt::format("the results cannot be written: {}", std::strerror(errno));
}

}  // namespace

void print_results(std::string_view text)
{
    const std::string why = why_not_sent(text);
    if (!why.empty()) throw RunFailed(why);
}

std::string why_not_printed(std::string_view text)
{
    void (*const before)(int) = std::signal(SIGPIPE, SIG_IGN);
    std::string why = why_not_sent(text);
    std::signal(SIGPIPE, before);
    return why;
}

void end_without_reader()
{
    if (!found_no_reader) return;
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
}

}  // namespace deltasim::app
