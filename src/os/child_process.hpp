// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

// Runs one simulation in a process of its own: SystemC allows only one simulation per process, and a crash ends only
// this process.

namespace deltasim::os
{

/// Sends messages from a child to its parent.
class ChildChannel
{
public:
    explicit ChildChannel(int descriptor) : descriptor_(descriptor) {}

    /// Tells how many steps are done so far. Calling it often costs little.
    void progress(std::uint64_t steps);
    /// Sends the child's result, any text.
    void result(const std::string& text);
    /// Tells why there will be no result.
    void failure(const std::string& text);

private:
    void send(char kind, const std::string& text);

    int descriptor_;
    std::uint64_t last_progress_ms_ = 0;
};

class ChildProcess
{
public:
    /// Starts a process that runs `work`. An exception of `work` becomes the failure of the child. Throws
    /// std::system_error.
    explicit ChildProcess(const std::function<void(ChildChannel&)>& work);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// The descriptor is readable when the child has sent something, or has ended.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Reads what the child has sent so far. Returns true if the child has ended.
    bool read();

    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    /// The processor time that the child has used, while it runs.
    [[nodiscard]] std::optional<double> processor_seconds() const;
    /// After the child has ended: its result, or nothing if it failed.
    [[nodiscard]] const std::optional<std::string>& result() const { return result_; }
    /// Why the child failed: the text of its exception, or how it ended.
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
