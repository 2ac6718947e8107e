// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <systemc>

// A VCD file of the run or of a window of it. While it is written no clock is gated.

namespace deltasim::systemc
{

class Waveform final : public sc_core::sc_module
{
public:
    struct Work {
        std::string file;
        sc_core::sc_time from;
        std::optional<sc_core::sc_time> to;                       ///< none: to the end
        std::function<void(sc_core::sc_trace_file& file)> begin;  ///< adds what is to be seen
        std::function<void()> end;
    };

    Waveform(const sc_core::sc_module_name& name, Work work);

    /// Closes the file, wherever the run has got.
    void finish();

private:
    void run();

    Work work_;
    std::string stem_;  ///< the kernel adds .vcd
    sc_core::sc_trace_file* trace_ = nullptr;
};

}  // namespace deltasim::systemc
