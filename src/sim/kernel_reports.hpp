// SPDX-License-Identifier: MIT
#pragma once

// Handles reports of the SystemC kernel, which would otherwise write several lines to stdout, where results go.

namespace deltasim::sim
{

/// From now on errors of the kernel are thrown as std::runtime_error with a message of one line. Lesser reports, such
/// as the notice that a run has stopped, are not shown.
void throw_kernel_errors();

}  // namespace deltasim::sim
