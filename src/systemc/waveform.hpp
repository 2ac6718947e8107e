// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <systemc>

// Writes the waveforms of a run, or of a window of it, in VCD. While it writes, no clock is gated.

namespace deltasim::systemc
{

class Waveform final : public sc_core::sc_module
{
public:
    struct Work {
        std::string stem;  ///< of the name of the file; the kernel adds .vcd
        sc_core::sc_time from;
        std::optional<sc_core::sc_time> to;                       ///< nothing: to the end of the run
        std::function<void(sc_core::sc_trace_file& file)> begin;  ///< adds the signals to the file
        std::function<void()> end;
    };

    Waveform(const sc_core::sc_module_name& name, Work work);

    ~Waveform() override;

    /// Closes the file at the end of the run. Throws InputError if the window had not begun.
    void end();

private:
    void run();
    void finish();

    Work work_;
    sc_core::sc_trace_file* trace_ = nullptr;
    bool begun_ = false;
};

}  // namespace deltasim::systemc
