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

// A memory trace, a request a line:
//
//     0xADDR READ|WRITE CYCLE     # comment
//
// the address in bytes and hexadecimal, the kind in either case, the cycle decimal; or a line of another form
// (TraceFormat). Blanks are free; empty lines and lines of comment alone say nothing; lines may end in CR LF. Cycles
// are clocks of the DRAM, and a request moves the burst that holds its address, unless the trace's first line or
// whoever reads it says otherwise.

namespace deltasim::experiment
{

/// What addresses a trace may hold.
struct AddressLimit {
    std::uint64_t capacity_bytes = 0;
    std::string owner;  ///< whose capacity it is, for messages
};

/// What is said of a trace from outside; what is 0 there, the trace may say.
struct TraceMeaning {
    TraceFormat format = TraceFormat::automatic;
    TraceHead head{};
};

class TraceReader
{
public:
    /// `path`: a file, plain or gzip, or `-` for standard input. Throws InputError where it cannot be opened.
    TraceReader(const std::string& path, AddressLimit limit, const TraceMeaning& meaning = {});

    /// The next requests, in the order of the file; none at its end. They are there until the next call. Throws
    /// InputError with the first `most_errors` lines that are wrong and how many more are, up to `most_counted`; for a
    /// trace without a request; and whatever keeps the file from being read. Throws Interrupted.
    [[nodiscard]] std::span<const TraceRequest> next();

    [[nodiscard]] const os::TextInput& input() const { return input_; }
    /// What the numbers mean and how they are written, known after the first call of next().
    [[nodiscard]] const TraceHead& head() const { return head_; }
    [[nodiscard]] TraceFormat format() const { return lines_.format(); }

    static constexpr std::size_t most_errors = 20;
    static constexpr std::uint64_t most_counted = 100'000;
    static constexpr std::size_t longest_line = 1U << 16U;  ///< bytes, comment included
    static constexpr std::int64_t latest_cycle = TraceLines::latest_cycle;

private:
    void fill();
    void scan();
    void read_head(std::string_view line);
    /// Bytes of a request after the one that it names.
    [[nodiscard]] std::uint64_t past_address() const { return head_.request_bytes == 0 ? 0 : head_.request_bytes - 1; }
    void read_line(std::string_view line);
    void refuse_length();
    void refuse(std::size_t column, const std::string& message);
    [[noreturn]] void throw_refused();

    os::TextInput input_;
    AddressLimit limit_;
    TraceLines lines_;
    TraceHead head_;
    std::vector<char> text_;  ///< a block, and room to read beyond it
    std::size_t at_ = 0;      ///< where the next line begins
    std::size_t lines_end_ = 0;
    std::size_t text_end_ = 0;  ///< after lines_end_ lies the beginning of a line that goes on in the next block
    bool ended_ = false;
    std::uint64_t line_ = 0;  ///< lines read
    std::uint64_t requests_ = 0;
    std::vector<TraceRequest> batch_;
    std::size_t batch_size_ = 0;
    std::vector<Diagnostic> diagnostics_;
    std::uint64_t untold_ = 0;  ///< lines that are wrong besides
};

}  // namespace deltasim::experiment
