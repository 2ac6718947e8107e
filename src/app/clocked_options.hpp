// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "app/command_line.hpp"
#include "app/options.hpp"
#include "systemc/simulate.hpp"

// Options of `run` that only the systemc engine has.

namespace deltasim::app
{

struct ClockedOptions {
    std::string vcd;
    std::string log_level;

    void add_to(Command& command);
    /// The first given option that needs the systemc engine; empty if there is none.
    [[nodiscard]] std::string_view given_option() const;
    /// Throws InputError if the waveform would replace the experiment, and OutputError.
    void prepare_vcd(const SimulationOptions& simulation) const;
    /// `window`: of the waveforms, which go to `file`; null: nowhere.
    [[nodiscard]] systemc::Options options(const ClockWindow& window, os::LibraryFile* file) const;
};

}  // namespace deltasim::app
