// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

// Ctrl-C. The handler only raises a flag; whoever works looks at it now and then and unwinds, so that no file is left
// half written. What does not come to look within a second (a library at work, a write that waits) is ended where it
// is, and the half-written files are removed all the same.

namespace deltasim::os
{

/// How a program ends that was asked to.
inline constexpr int interrupted_code = 130;

/// The user asked to stop.
class Interrupted : public std::exception
{
public:
    [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

/// From now on SIGINT, SIGTERM, SIGXCPU and, unless it is ignored as under nohup, SIGHUP raise the flag. Blocking calls
/// return early. And a file that grows beyond the user's limit (`ulimit -f`) is an error where it is written, no death.
void catch_interruptions();

/// To be called right before the user is told of the interruption: then nothing else tells of it. What is left to do
/// may take most of a second again before it is ended.
void tell_interruption_once();

/// Whether the flag is up, for those who cannot throw.
[[nodiscard]] bool is_interrupted();

/// Throws Interrupted when the flag is up.
void stop_if_interrupted();

}  // namespace deltasim::os
