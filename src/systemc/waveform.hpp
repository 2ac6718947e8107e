// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <systemc>

// The waveforms of the run or of a window of it, in VCD. While they are written no clock is gated.

namespace deltasim::systemc
{

class Waveform final : public sc_core::sc_module
{
public:
    struct Work {
        std::string stem;  ///< of the name of the file; the kernel adds .vcd
        sc_core::sc_time from;
        std::optional<sc_core::sc_time> to;                       ///< none: to the end
        std::function<void(sc_core::sc_trace_file& file)> begin;  ///< adds what is to be seen
        std::function<void()> end;
    };

    Waveform(const sc_core::sc_module_name& name, Work work);

    ~Waveform() override;

    /// The run is over: nothing is written any more. Throws InputError where the window had not begun.
    void end();

private:
    void run();
    void finish();

    Work work_;
    sc_core::sc_trace_file* trace_ = nullptr;
    bool begun_ = false;
};

}  // namespace deltasim::systemc
