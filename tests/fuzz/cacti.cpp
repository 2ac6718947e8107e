// SPDX-License-Identifier: MIT
#include "config/readers/cacti_table.hpp"
#include "core/diagnostic.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/targets.hpp"

namespace deltasim::fuzz
{

void cacti(std::string_view bytes)
{
    try {
        config::Diagnostics diagnostics("fuzz.csv");
        static_cast<void>(config::read_cacti_table(file_with(bytes), diagnostics));
    } catch (const InputError&) {
    }
}

}  // namespace deltasim::fuzz
