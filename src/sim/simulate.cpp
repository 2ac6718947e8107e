// SPDX-License-Identifier: MIT
#include "sim/simulate.hpp"

#include <systemc>

#include "sim/machine.hpp"

// SystemC's library asks for this entry point; deltasim has a main of its own and starts the kernel when it needs it.
int sc_main(int, char**) { return 0; }

namespace deltasim
{

SimulationResult simulate(const SimulationTask& task)
{
    sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_DO_NOTHING);  // no notice when the run stops
    Machine machine("machine", task);
    return machine.run();
}

}  // namespace deltasim
