// SPDX-License-Identifier: MIT
#include "config/load.hpp"
#include "core/diagnostic.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/targets.hpp"

namespace deltasim::fuzz
{

void yaml(std::string_view bytes)
{
    constexpr std::uint64_t most_groups = 8;  // of a sweep: more of them are more of the same
    const auto progress = [](std::uint64_t group, std::uint64_t) {
        if (group == most_groups) throw InputError("enough");
    };
    try {
        static_cast<void>(config::check_file(file_with(bytes), {}, {}, {{"naive", "delta"}}, progress));
    } catch (const InputError&) {
    }
}

}  // namespace deltasim::fuzz
