// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.hpp"
#include "experiment/replay/trace_format.hpp"
#include "experiment/replay/trace_line.hpp"
#include "os/text_input.hpp"

// Reads a memory trace, which has one request in each line:
//
//     0xADDR READ|WRITE CYCLE     # comment
//
// The address is in bytes, hexadecimal; the kind in either case; the cycle decimal. Lines of other formats are possible
// (TraceFormat). Blanks are free; empty lines and lines with only a comment are ignored; lines may end in CR LF. Cycles
// are clocks of the DRAM, and a request moves the burst that holds its address, unless the first line of the trace or
// the caller says otherwise.

namespace deltasim::experiment
{

/// The addresses that a trace may contain.
struct AddressLimit {
    std::uint64_t capacity_bytes = 0;
    std::string owner;  ///< the owner of the capacity, for messages
};

/// What the caller says about a trace; members that are 0 are taken from the trace.
struct TraceMeaning {
    TraceFormat format = TraceFormat::automatic;
    TraceHead head{};
};

class TraceReader
{
public:
    /// `path`: a file, plain or gzip, or `-` for standard input. Throws InputError if it cannot be opened.
    TraceReader(const std::string& path, AddressLimit limit, const TraceMeaning& meaning = {});

    /// The next requests, in the order of the file; empty at its end. They are valid until the next call. Throws
    /// InputError: with the first `most_errors` wrong lines and the number of others up to `most_counted`; for a trace
    /// without a request; and if the file cannot be read. Throws Interrupted.
    [[nodiscard]] std::span<const TraceRequest> next();

    /// Refuses requests that would arrive beyond the clocks of `clock_hz` that can be counted. Call this before the
    /// first call of next().
    void count_arrivals_in(std::uint64_t clock_hz) { counted_hz_ = clock_hz; }

    [[nodiscard]] const os::TextInput& input() const { return input_; }
    /// What the numbers mean; known after the first call of next().
    [[nodiscard]] const TraceHead& head() const { return head_; }
    [[nodiscard]] TraceFormat format() const { return lines_.format(); }

    static constexpr std::size_t most_errors = 20;
    static constexpr std::uint64_t most_counted = 100'000;
    static constexpr std::size_t longest_line = 1U << 16U;  ///< bytes, including a comment
    static constexpr std::int64_t latest_cycle = TraceLines::latest_cycle;

private:
    void fill();
    void scan();
    void read_head(std::string_view line);
    void limit_cycles();
    /// The bytes of a request after the one at its address.
    [[nodiscard]] std::uint64_t past_address() const { return head_.request_bytes == 0 ? 0 : head_.request_bytes - 1; }
    void read_line(std::string_view line);
    void refuse_length();
    void refuse(std::size_t column, const std::string& message);
    [[noreturn]] void throw_refused();

    os::TextInput input_;
    AddressLimit limit_;
    TraceLines lines_;
    TraceHead head_;
    std::uint64_t counted_hz_ = 0;
    std::vector<char> text_;  ///< a block, and room to read beyond it
    std::size_t at_ = 0;      ///< the beginning of the next line
    std::size_t lines_end_ = 0;
    std::size_t text_end_ = 0;  ///< from lines_end_ to here: the beginning of a line that continues in the next block
    bool ended_ = false;
    std::uint64_t line_ = 0;  ///< lines read
    std::uint64_t requests_ = 0;
    std::vector<TraceRequest> batch_;
    std::size_t batch_size_ = 0;
    std::vector<Diagnostic> diagnostics_;
    std::uint64_t untold_ = 0;  ///< further wrong lines, which are only counted
};

}  // namespace deltasim::experiment
