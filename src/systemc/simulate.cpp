// SPDX-License-Identifier: MIT
#include "systemc/simulate.hpp"

#include "systemc/clocked_machine.hpp"
#include "systemc/memories.hpp"

namespace deltasim::systemc
{

sim::SimulationResult simulate(const sim::SimulationTask& task, const Options& options)
{
    sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
    install_reports(options.log_level);
    ClockedMachine machine(Memories::module_name(task.processor.name).c_str(), task, options);
    return machine.run();
}

}  // namespace deltasim::systemc
