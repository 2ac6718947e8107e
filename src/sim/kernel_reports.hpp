// SPDX-License-Identifier: MIT
#pragma once

// What the SystemC kernel has to report. By itself it writes to stdout, where results go, and over several lines.

namespace deltasim::sim
{

/// From now on errors of the kernel are thrown as std::runtime_error with a message of one line, and what is less than
/// an error (such as the notice that a run has stopped) is not shown.
void throw_kernel_errors();

}  // namespace deltasim::sim
