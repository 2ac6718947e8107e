// SPDX-License-Identifier: MIT
#include "os/filter.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "os/interruption.hpp"

namespace deltasim::os
{

namespace
{

class Pipe
{
public:
    Pipe()
    {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw FilterError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
        read_ = ends[0];
        write_ = ends[1];
    }
    ~Pipe()
    {
        close_read();
        close_write();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] int read_end() const { return read_; }
    [[nodiscard]] int write_end() const { return write_; }
    void close_read() { close_one(read_); }
    void close_write() { close_one(write_); }

private:
    static void close_one(int& end)
    {
        if (end >= 0) close(end);
        end = -1;
    }

    int read_ = -1;
    int write_ = -1;
};

/// Appends what can be read now. Returns true if more may follow.
bool read_some(int descriptor, std::string& text)
{
    std::array<char, 65536> block{};
    const ssize_t size = read(descriptor, block.data(), block.size());
    if (size < 0) return errno == EINTR || errno == EAGAIN;
    text.append(block.data(), static_cast<std::size_t>(size));
    return size > 0;
}

/// Writes `input` to the program and reads both of its outputs until the program has closed them.
void exchange(Pipe& in, Pipe& out, Pipe& error, std::string_view input, std::string& printed, std::string& complaint)
{
    fcntl(in.write_end(), F_SETFL, O_NONBLOCK);
    while (out.read_end() >= 0 || error.read_end() >= 0) {
        std::array<pollfd, 3> waited{
            {{in.write_end(), POLLOUT, 0}, {out.read_end(), POLLIN, 0}, {error.read_end(), POLLIN, 0}}};
        poll(waited.data(), waited.size(), 200);
        stop_if_interrupted();
        if (waited[0].revents != 0) {
            const ssize_t size = write(in.write_end(), input.data(), input.size());
            if (size > 0) input.remove_prefix(static_cast<std::size_t>(size));
            // If the program has stopped reading, it will say why on stderr.
            if (input.empty() || (size < 0 && errno != EINTR && errno != EAGAIN)) in.close_write();
        }
        if (waited[1].revents != 0 && !read_some(out.read_end(), printed)) out.close_read();
        if (waited[2].revents != 0 && !read_some(error.read_end(), complaint)) error.close_read();
    }
}

}  // namespace

std::string filtered(const std::vector<std::string>& command, const std::string& input)
{
    Pipe in;
    Pipe out;
    Pipe error;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.read_end(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.write_end(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, error.write_end(), STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t child = -1;
    const int failure = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) throw FilterError(fmt::format("{} cannot be run: {}", command[0], std::strerror(failure)));
    in.close_read();
    out.close_write();
    error.close_write();

    struct Sigpipe {
        // Without this, writing to a program that has ended would end this program.
        void (*before)(int) = std::signal(SIGPIPE, SIG_IGN);
        ~Sigpipe() { std::signal(SIGPIPE, before); }
    } ignored;
    std::string printed;
    std::string complaint;
    int status = 0;
    try {
        exchange(in, out, error, input, printed, complaint);
    } catch (...) {
        kill(child, SIGTERM);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
        throw;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        throw FilterError(fmt::format("{} failed: {}", command[0], complaint));
    }
    return printed;
}

}  // namespace deltasim::os
