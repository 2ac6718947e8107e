// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

// One simulation in a process of its own: SystemC allows no second one, and a crash takes nothing else along.

namespace deltasim::os
{

/// What a child tells its parent.
class ChildChannel
{
public:
    explicit ChildChannel(int descriptor) : descriptor_(descriptor) {}

    /// Steps done so far; cheap to call often.
    void progress(std::uint64_t steps);
    /// The child's result, any text.
    void result(const std::string& text);
    /// Why there will be no result.
    void failure(const std::string& text);

private:
    void send(char kind, const std::string& text);

    int descriptor_;
    std::uint64_t last_progress_ms_ = 0;
};

class ChildProcess
{
public:
    /// Starts a process that runs `work`, whose exceptions become its failure. Throws std::system_error.
    explicit ChildProcess(const std::function<void(ChildChannel&)>& work);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Readable when the child has said something or ended.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Reads what is there. Returns whether the child has ended.
    bool read();

    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    /// For which it has had a processor, while it runs.
    [[nodiscard]] std::optional<double> processor_seconds() const;
    /// Once it has ended: its result, or nothing if it failed.
    [[nodiscard]] const std::optional<std::string>& result() const { return result_; }
    /// Why it failed: its exception's text, or how it ended.
    [[nodiscard]] const std::string& failure() const { return failure_; }

private:
    void take_messages();
    void reap();

    pid_t pid_ = -1;
    int descriptor_ = -1;
    std::string received_;
    std::uint64_t steps_ = 0;
    std::optional<std::string> result_;
    std::string failure_;
};

}  // namespace deltasim::os
