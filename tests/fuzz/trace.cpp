// SPDX-License-Identifier: MIT
#include "core/diagnostic.hpp"
#include "experiment/replay/trace_reader.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/targets.hpp"

namespace deltasim::fuzz
{

void trace(std::string_view bytes)
{
    constexpr std::uint64_t capacity = 1ULL << 33U;
    try {
        experiment::TraceReader reader(file_with(bytes).string(), {capacity, "fuzz"});
        while (!reader.next().empty()) {}
    } catch (const InputError&) {
    }
}

}  // namespace deltasim::fuzz
