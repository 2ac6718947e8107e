// SPDX-License-Identifier: MIT
#include "experiment/replay/trace_writer.hpp"

#include <fmt/format.h>

#include <array>

namespace deltasim::experiment
{

void TraceWriter::on_request(std::uint64_t address, bool is_write, Cycles arrival)
{
    std::array<char, 64> line{};
    const auto result = fmt::format_to_n(line.data(), line.size(), "0x{:X} {} {}\n", address,
                                         is_write ? "WRITE" : "READ", arrival.value());
    file_.write({line.data(), result.size});
}

}  // namespace deltasim::experiment
