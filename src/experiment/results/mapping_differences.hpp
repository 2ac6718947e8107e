// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/results/fields.hpp"
#include "experiment/results/named_values.hpp"
#include "experiment/results/run_parts.hpp"

// Why a step takes less under one mapping than under another: which words it does not move, and where the energy
// differs.

namespace deltasim::experiment
{

/// What a step takes under a mapping.
struct MappedStep {
    double energy_pj = 0.0;
    double seconds = 0.0;
    const EnergyParts& parts;
    const std::vector<TransferRow>& transfers;
};

/// Words of a tensor on one way, in a phase of a layer, under two mappings for which they differ.
struct WordsMoved {
    TransferRow way;  ///< with the words under the first mapping
    std::uint64_t other_words = 0;
    double saved_bits = 0.0;  ///< below 0 if the first mapping moves more
};

/// A part of the energy under two mappings for which it differs.
struct PartSaved {
    std::string part;
    double energy_pj = 0.0;
    double other_pj = 0.0;
    double saved_pj = 0.0;
};

struct MappingDifference {
    std::string against;  ///< the name of the other mapping
    double energy_pj = 0.0;
    double seconds = 0.0;
    double energy_saved_percent = 0.0;
    double time_saved_percent = 0.0;
    std::vector<PartSaved> parts;   ///< largest difference of energy first
    std::vector<WordsMoved> words;  ///< largest difference of bits first
};

[[nodiscard]] MappingDifference mapping_difference(const MappedStep& step, const MappedStep& other,
                                                   std::string against);

template <>
struct Fields<WordsMoved> {
    static constexpr auto list =
        fields(inlined(&WordsMoved::way),
               field("other_words", &WordsMoved::other_words, "other words", "", "under the other mapping"),
               field("saved_bits", &WordsMoved::saved_bits, "saved bits", "", "below 0 where the other moves fewer"));
};

template <>
struct Fields<PartSaved> {
    static constexpr auto list =
        fields(field("part", &PartSaved::part, "part", "", "of the energy"),
               field("energy_pj", &PartSaved::energy_pj, "energy", "pJ", ""),
               field("other_pj", &PartSaved::other_pj, "other energy", "pJ", "under the other mapping"),
               field("saved_pj", &PartSaved::saved_pj, "saved", "pJ", "below 0 where the other takes less"));
};

template <>
struct Fields<MappingDifference> {
    static constexpr auto list =
        fields(field("against", &MappingDifference::against, "against", "", "auto, or the runner-up of a search"),
               field("energy_pj", &MappingDifference::energy_pj, "energy", "pJ", "under the other mapping"),
               field("seconds", &MappingDifference::seconds, "time", "s", "under the other mapping"),
               field("energy_saved_percent", &MappingDifference::energy_saved_percent, "energy saved", "",
                     "below 0 where the other takes less", report::NumberStyle::percent),
               field("time_saved_percent", &MappingDifference::time_saved_percent, "time saved", "",
                     "below 0 where the other takes less", report::NumberStyle::percent),
               field("parts", &MappingDifference::parts, "parts", "", "of the energy that differ, the most first"),
               field("words", &MappingDifference::words, "words", "", "that differ, the most bits first"));
};

}  // namespace deltasim::experiment
