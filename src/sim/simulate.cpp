// SPDX-License-Identifier: MIT
#include "sim/simulate.hpp"

#include "sim/kernel_reports.hpp"
#include "sim/machine.hpp"

// SystemC's library needs this entry point. deltasim has its own main, and starts the kernel when it needs it.
int sc_main(int, char**) { return 0; }

namespace deltasim::sim
{

SimulationResult simulate(const SimulationTask& task)
{
    throw_kernel_errors();
    Machine machine("machine", task);
    return machine.run();
}

}  // namespace deltasim::sim
