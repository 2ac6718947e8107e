// SPDX-License-Identifier: MIT
#include "config/readers/termination_reader.hpp"

#include <string>

#include "config/document/mapping_reader.hpp"
#include "core/checked.hpp"

namespace deltasim::config
{

namespace
{

machine::LineEnds read_ends(const Value& value)
{
    constexpr Figure above_zero{.zero_too = false};
    machine::LineEnds ends;
    MappingReader reader(value);
    reader.required("driver_ohm", ends.driver_ohm, above_zero, "resistance of the driver (RON)");
    reader.required("odt_ohm", ends.odt_ohm, above_zero, "resistance of the on-die termination at the other end (RTT)");
    reader.finish();
    return ends;
}

}  // namespace

machine::DramTermination read_termination(const Value& value, std::uint64_t width_bits)
{
    constexpr std::uint64_t most_lines = 4096;
    constexpr std::uint64_t lines_a_strobe = 8;
    machine::DramTermination termination;
    std::string source;
    MappingReader reader(value);
    reader.optional("source", source, Line{}, "the source of the figures");
    reader.required("volts", termination.volts, Figure{.zero_too = false}, "the voltage of the lines' supply, VDDQ");
    reader.required("to", termination.to, machine::terminated_to_names,
                    "where the termination is tied: DDR4 and DDR5 to vddq, DDR3 to half, LPDDR4 to ground");
    termination.read =
        read_ends(reader.required_value("read", "for reads: the chip drives, the controller terminates"));
    termination.write =
        read_ends(reader.required_value("write", "for writes: the controller drives, the chip terminates"));
    termination.lines = width_bits + 2 * divide_up(width_bits, lines_a_strobe);
    reader.optional(
        "lines", termination.lines, Whole{1, most_lines},
        "terminated lines of a chip; default: its data lines, and a pair of strobes for each eight of them");
    reader.finish();
    return termination;
}

}  // namespace deltasim::config
