// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

// Ctrl-C. The handler only raises a flag; whoever works looks at it now and then and unwinds, so that no file is left
// half written.

namespace deltasim::os
{

/// The user asked to stop.
class Interrupted : public std::exception
{
public:
    [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

/// From now on SIGINT and SIGTERM raise the flag. Blocking calls return early.
void catch_interruptions();

/// Throws Interrupted when the flag is up.
void stop_if_interrupted();

}  // namespace deltasim::os
