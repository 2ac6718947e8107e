// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/enum_names.hpp"
#include "experiment/replay/trace_line.hpp"

// The forms of lines in memory traces, also of other simulators, and the head that says what the numbers of a trace
// mean.

namespace deltasim::experiment
{

/// `deltasim`, as in DRAMsim3: `0xADDR READ CYCLE`. `ramulator`: `LD ADDR`, `R ADDR` or `0xADDR R`, without cycles
/// (`0xADDR READ` only if this format is given). `dramsys` (.stl): `CYCLE: read 0xADDR`, or `(CYCLES): write 0xADDR`,
/// which counts from the request before. `automatic`: the format of the first line.
enum class TraceFormat : std::uint8_t { automatic, deltasim, ramulator, dramsys };
inline constexpr EnumNames<TraceFormat, 4> trace_format_names{{"auto", "deltasim", "ramulator", "dramsys"}};

/// What the first line of a trace says about it; 0 or empty if it does not say it.
struct TraceHead {
    std::uint64_t clock_hz = 0;       ///< of its cycles
    std::uint64_t request_bytes = 0;  ///< bytes that each request moves
    std::string dram;                 ///< the DRAM with which it was recorded
};

/// The line, including its end.
[[nodiscard]] std::string trace_head_line(const TraceHead& head);
/// True if a line is meant to be a head.
[[nodiscard]] bool is_trace_head(std::string_view line);
/// Returns false if the line is not in the form of trace_head_line().
[[nodiscard]] bool read_trace_head(std::string_view line, TraceHead& head);

/// An error in a line; columns count from 1.
struct TraceComplaint {
    std::size_t column = 0;
    std::string message;  ///< empty: the line has no error
};

/// Reads lines word by word.
class TraceLines
{
public:
    explicit TraceLines(TraceFormat format) : format_(format) {}

    [[nodiscard]] TraceFormat format() const { return format_; }
    void set_format(TraceFormat format) { format_ = format; }

    static constexpr std::int64_t latest_cycle = 999'999'999'999'999'999;
    [[nodiscard]] std::int64_t latest() const { return latest_; }
    /// No request may come later: at most latest_cycle.
    void set_latest(std::int64_t cycle) { latest_ = cycle; }

    /// True if the line contains a request; false for blanks and a comment. The first request decides an automatic
    /// format.
    bool read(std::string_view line, TraceRequest& request, TraceComplaint& complaint);
    /// The column of the address in the line that was read last.
    [[nodiscard]] std::size_t address_column() const { return address_column_; }

private:
    TraceFormat format_;
    std::int64_t last_cycle_ = 0;  ///< relative cycles count from this one
    std::int64_t latest_ = latest_cycle;
    std::size_t address_column_ = 1;
};

}  // namespace deltasim::experiment
