// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "experiment/replay/trace_format.hpp"
#include "os/file_writer.hpp"
#include "sim/memories/request_observer.hpp"

// Writes the requests that reach a DRAM as a trace that TraceReader reads. Its first line has the clock, the bytes that
// a request moves, and the DRAM.

namespace deltasim::experiment
{

class TraceWriter final : public sim::RequestObserver
{
public:
    /// Throws OutputError if the file cannot be created. If it cannot be written later, close() throws.
    TraceWriter(const std::filesystem::path& file, const TraceHead& head) : file_(file, os::WriteErrors::at_close)
    {
        file_.write(trace_head_line(head));
    }

    void on_request(std::uint64_t address, bool is_write, Cycles arrival) override;
    void close() { file_.close(); }

private:
    os::FileWriter file_;
};

}  // namespace deltasim::experiment
