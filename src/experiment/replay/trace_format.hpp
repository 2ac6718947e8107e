// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/enum_names.hpp"
#include "experiment/replay/trace_line.hpp"

// The forms of a memory trace's lines, those of other simulators among them, and the head that says what the numbers of
// a trace mean.

namespace deltasim::experiment
{

/// `deltasim`, as DRAMsim3 has it: `0xADDR READ CYCLE`. `ramulator`: `LD ADDR`, `R ADDR` or `0xADDR R`, without cycles
/// (`0xADDR READ` only if it is asked for).
/// `dramsys` (.stl): `CYCLE: read 0xADDR`, `(CYCLES): write 0xADDR` so much after the one before. `automatic`: what the
/// first line looks like.
enum class TraceFormat : std::uint8_t { automatic, deltasim, ramulator, dramsys };
inline constexpr EnumNames<TraceFormat, 4> trace_format_names{{"auto", "deltasim", "ramulator", "dramsys"}};

/// What a trace says of itself in its first line, 0 or empty where it does not.
struct TraceHead {
    std::uint64_t clock_hz = 0;       ///< of its cycles
    std::uint64_t request_bytes = 0;  ///< moved by each
    std::string dram;                 ///< whose requests they were
};

/// The line, with its end.
[[nodiscard]] std::string trace_head_line(const TraceHead& head);
/// Whether that is what a line is meant to be.
[[nodiscard]] bool is_trace_head(std::string_view line);
/// False where the line is not as trace_head_line() writes it.
[[nodiscard]] bool read_trace_head(std::string_view line, TraceHead& head);

/// Where a line is wrong, from column 1 on.
struct TraceComplaint {
    std::size_t column = 0;
    std::string message;  ///< empty: the line is right
};

/// Reads lines word by word.
class TraceLines
{
public:
    explicit TraceLines(TraceFormat format) : format_(format) {}

    [[nodiscard]] TraceFormat format() const { return format_; }
    void set_format(TraceFormat format) { format_ = format; }

    static constexpr std::int64_t latest_cycle = 999'999'999'999'999'999;

    /// Whether the line holds a request, or blanks and a comment alone. If it is the first that does, it settles an
    /// automatic format.
    bool read(std::string_view line, TraceRequest& request, TraceComplaint& complaint);
    /// The column of the address in the line read last.
    [[nodiscard]] std::size_t address_column() const { return address_column_; }

private:
    TraceFormat format_;
    std::int64_t last_cycle_ = 0;  ///< what relative cycles are counted from
    std::size_t address_column_ = 1;
};

}  // namespace deltasim::experiment
