// SPDX-License-Identifier: MIT
#include "experiment/tables/mapping_sentences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace deltasim::experiment
{

namespace
{

/// Names for parts whose keys say too little.
constexpr std::array<std::pair<const char*, const char*>, 6> called{{{"dram", "the DRAM"},
                                                                     {"sram", "on-chip memories"},
                                                                     {"interconnect", "the interconnect"},
                                                                     {"register_file", "register files"},
                                                                     {"compute", "operations"},
                                                                     {"static", "static power"}}};

std::string name_of_part(const std::string& part)
{
    const auto* const known =
        std::find_if(called.begin(), called.end(), [&](const auto& name) { return part == name.first; });
    return known == called.end() ? part : known->second;
}

std::string less_or_more(double saved_percent)
{
    if (saved_percent == 0.0) return "as much";
    return fmt::format("{:.2f} % {}", std::abs(saved_percent), saved_percent > 0.0 ? "less" : "more");
}

}  // namespace

std::string saved_in_words(const MappingDifference& difference, const std::string& energy_unit)
{
    std::string text =
        fmt::format("against {} it takes {} energy and {} time", difference.against,
                    less_or_more(difference.energy_saved_percent), less_or_more(difference.time_saved_percent));
    const char* before = ": ";
    for (const PartSaved& part : difference.parts) {
        text += fmt::format("{}{:.4g} {} {} in {}", before, std::abs(part.saved_pj), energy_unit,
                            part.saved_pj > 0.0 ? "less" : "more", name_of_part(part.part));
        before = ", ";
    }
    return text;
}

}  // namespace deltasim::experiment
