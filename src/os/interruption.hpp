// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

// Handles Ctrl-C. The signal handler only sets a flag. Working code checks the flag from time to time and unwinds, so
// that no file is left half written. If it does not check within a second (in a library, or in a write that waits), the
// handler ends the process and removes half-written files.

namespace deltasim::os
{

/// The exit code of a program that was interrupted.
inline constexpr int interrupted_code = 130;

/// The user asked the program to stop.
class Interrupted : public std::exception
{
public:
    [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

/// From now on SIGINT, SIGTERM, SIGXCPU and SIGHUP (unless it is ignored, as under nohup) set the flag. Blocking calls
/// return early. If a file grows beyond the user's limit (`ulimit -f`), writing to it fails; the signal does not end
/// the process.
void catch_interruptions();

/// Call this right before the user is told of the interruption: then the message appears only once. After that the
/// program again has most of a second until it is ended.
void tell_interruption_once();

/// True if the flag is set; for callers that cannot throw.
[[nodiscard]] bool is_interrupted();

/// Throws Interrupted if the flag is set.
void stop_if_interrupted();

}  // namespace deltasim::os
