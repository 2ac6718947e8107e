// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "os/file_writer.hpp"
#include "sim/memories/request_observer.hpp"

// Writes the requests that reach a DRAM as a trace that TraceReader reads.

namespace deltasim::experiment
{

class TraceWriter final : public sim::RequestObserver
{
public:
    /// Throws OutputError, as do the others.
    explicit TraceWriter(const std::filesystem::path& file) : file_(file) {}

    void on_request(std::uint64_t address, bool is_write, Cycles arrival) override;
    void close() { file_.close(); }

private:
    os::FileWriter file_;
};

}  // namespace deltasim::experiment
