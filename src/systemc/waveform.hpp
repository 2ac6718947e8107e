// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <systemc>

#include "os/unfinished_file.hpp"

// A VCD file of the run or of a window of it. While it is written no clock is gated. It is written beside the file that
// is wanted and put in its place when the run has come to its end: that is there whole or not at all.

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

    ~Waveform() override;

    /// The run is over: puts the file in its place. Throws OutputError.
    void deliver();

private:
    void run();
    void finish();

    Work work_;
    std::filesystem::path file_;     ///< where links lead
    std::string stem_;               ///< of what is written; the kernel adds .vcd
    std::filesystem::path written_;  ///< that
    std::optional<os::UnfinishedFile> unfinished_;
    sc_core::sc_trace_file* trace_ = nullptr;
    bool begun_ = false;
    bool delivered_ = false;
};

}  // namespace deltasim::systemc
