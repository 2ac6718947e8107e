// SPDX-License-Identifier: MIT
#include "os/child_process.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <system_error>

namespace deltasim::os
{

namespace
{

// A message is a letter, its length as 16 hexadecimal digits, and its text.
constexpr char progress_message = 'P';
constexpr char result_message = 'R';
constexpr char failure_message = 'F';
constexpr std::size_t header_size = 17;

std::uint64_t now_ms()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

}  // namespace

void ChildChannel::send(char kind, const std::string& text)
{
    const std::string message = fmt::format("{}{:016x}{}", kind, text.size(), text);
    std::size_t sent = 0;
    while (sent < message.size()) {
        const ssize_t written = write(descriptor_, message.data() + sent, message.size() - sent);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) _exit(EXIT_FAILURE);  // the parent has ended, and nobody else listens
        sent += static_cast<std::size_t>(written);
    }
}

void ChildChannel::progress(std::uint64_t steps)
{
    constexpr std::uint64_t shortest_interval_ms = 100;
    const std::uint64_t now = now_ms();
    if (now - last_progress_ms_ < shortest_interval_ms) return;
    last_progress_ms_ = now;
    send(progress_message, std::to_string(steps));
}

void ChildChannel::result(const std::string& text) { send(result_message, text); }

void ChildChannel::failure(const std::string& text) { send(failure_message, text); }

ChildProcess::ChildProcess(const std::function<void(ChildChannel&)>& work)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) {
        const int error = errno;
        close(ends[0]);
        close(ends[1]);
        throw std::system_error(error, std::generic_category(), "cannot start a process");
    }
    if (pid_ == 0) {
        // The child must not keep other descriptors of its parent open, such as the pipes of all other children.
        constexpr int own = STDERR_FILENO + 1;
        dup2(ends[1], own);
        close_range(own + 1, ~0U, 0);
        // If the parent is killed, its children are killed, too.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(EXIT_FAILURE);
        std::signal(SIGPIPE, SIG_IGN);
        ChildChannel channel(own);
        int status = 0;
        try {
            work(channel);
        } catch (const std::exception& error) {
            status = 1;
            channel.failure(error.what());
        }
        _exit(status);  // the child must not flush the parent's buffers, nor run its handlers
    }
    close(ends[1]);
    descriptor_ = ends[0];
}

ChildProcess::~ChildProcess()
{
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    if (descriptor_ >= 0) close(descriptor_);
}

bool ChildProcess::read()
{
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return false;
    if (count > 0) {
        received_.append(buffer.data(), static_cast<std::size_t>(count));
        take_messages();
        return false;
    }
    reap();
    return true;
}

std::optional<double> ChildProcess::processor_seconds() const
{
    clockid_t clock{};
    timespec time{};
    if (pid_ <= 0 || clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &time) != 0) return std::nullopt;
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void ChildProcess::take_messages()
{
    while (received_.size() >= header_size) {
        const std::size_t length = std::stoull(received_.substr(1, header_size - 1), nullptr, 16);
        if (received_.size() < header_size + length) return;
        const char kind = received_[0];
        std::string text = received_.substr(header_size, length);
        received_.erase(0, header_size + length);
        if (kind == progress_message) {
            steps_ = std::stoull(text);
        } else if (kind == result_message) {
            result_ = std::move(text);
        } else {
            failure_ = std::move(text);
        }
    }
}

void ChildProcess::reap()
{
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    if (WIFSIGNALED(status)) {
        failure_ =
            fmt::format("the simulation was ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else if (failure_.empty() && !result_) {
        failure_ = fmt::format("the simulation ended with status {} and no result", WEXITSTATUS(status));
    }
    if (!failure_.empty()) result_.reset();
}

}  // namespace deltasim::os
