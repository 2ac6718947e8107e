// SPDX-License-Identifier: MIT
#include "app/clocked_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/argument_checks.hpp"
#include "os/output_folder.hpp"

namespace deltasim::app
{

void ClockedOptions::add_to(Command& command)
{
    command.add_option("--vcd", vcd, "write waveforms to this file, gzip if it ends in .gz; --engine systemc")
        .type_name("FILE")
        .check(given("a file"));
    const std::vector<std::string> levels(systemc::log_level_names.begin(), systemc::log_level_names.end());
    command.add_option("--log-level", log_level, "what modules report on stderr; --engine systemc").one_of(levels);
}

std::string_view ClockedOptions::given_option() const
{
    if (!vcd.empty()) return "--vcd";
    return log_level.empty() ? "" : "--log-level";
}

void ClockedOptions::prepare_vcd(const SimulationOptions& simulation) const
{
    if (vcd.empty()) return;
    simulation.refuse_to_replace(vcd, "--vcd " + vcd);
    if (os::is_special(vcd)) {
        throw InputError(
            fmt::format("--vcd {}: is not a regular file; waveforms are written only to regular files", vcd));
    }
    os::prepare_file(vcd);
}

systemc::Options ClockedOptions::options(const ClockWindow& window, os::LibraryFile* file) const
{
    systemc::Options options;
    options.vcd = file;
    options.window = window;
    if (const auto level = systemc::log_level_names.find(log_level)) options.log_level = *level;
    return options;
}

}  // namespace deltasim::app
