// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

#include "app/options.hpp"
#include "systemc/simulate.hpp"

// What `run` offers of the systemc engine alone.

namespace deltasim::app
{

struct ClockedOptions {
    std::string vcd;
    std::string log_level;

    void add_to(CLI::App& command);
    /// The first option given that needs the systemc engine; empty: none was.
    [[nodiscard]] std::string_view given_option() const;
    /// Throws InputError where the waveform would replace the experiment, and OutputError.
    void prepare_vcd(const SimulationOptions& simulation) const;
    /// `window`: of the waveform.
    [[nodiscard]] systemc::Options options(const ClockWindow& window) const;
};

}  // namespace deltasim::app
