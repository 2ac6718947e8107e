// SPDX-License-Identifier: MIT
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>

#include "rooms.hpp"

// Runs work in a process of its own: SystemC allows only one simulation per process, and a test case may need several.

namespace deltasim::test
{

/// What `work` returns in a child process. Throws if the child fails.
inline std::string in_child(const std::function<std::string()>& work)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("cannot make a pipe");
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("cannot start a process");
    if (child == 0) {
        std::string text;
        int status = EXIT_SUCCESS;
        try {
            text = work();
        } catch (const std::exception& error) {
            text = error.what();
            status = EXIT_FAILURE;
        }
        std::size_t sent = 0;
        while (sent < text.size()) {
            const ssize_t count = ::write(ends[1], text.data() + sent, text.size() - sent);
            if (count <= 0) _exit(EXIT_FAILURE);
            sent += static_cast<std::size_t>(count);
        }
        _exit(status);
    }
    close(ends[1]);
    std::string text;
    std::array<char, 65536> buffer{};
    for (ssize_t count = 0; (count = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) throw std::runtime_error("ended by signal " + std::to_string(WTERMSIG(status)));
    if (WEXITSTATUS(status) != EXIT_SUCCESS) throw std::runtime_error(text);
    return text;
}

}  // namespace deltasim::test
