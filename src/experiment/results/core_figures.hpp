// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "core/core_work.hpp"
#include "experiment/results/fields.hpp"
#include "experiment/results/named_values.hpp"

// A part of a run's result: how the cores spent their issue slots.

namespace deltasim::experiment
{

template <>
struct NamesOf<CoreWork> {
    static constexpr const auto& names = core_work_names;
};

/// Clocks are those of the core that takes the longest: issue slots over the issue width. So their sum is at most the
/// time for which the lanes are busy, plus `fork_join`.
struct CoreRow {
    CoreWork work = CoreWork::load;
    double cycles = 0.0;
    std::optional<double> share_percent;
    std::uint64_t instructions = 0;
};

template <>
struct Fields<CoreRow> {
    static constexpr auto list =
        fields(field("work", &CoreRow::work, "instructions", "", "what they are for"),
               field("cycles", &CoreRow::cycles, "cycles", "", "that a core spends so, at `issue_width` a clock"),
               field("share_percent", &CoreRow::share_percent, "share", "", "of the run's cycles",
                     report::NumberStyle::percent),
               field("instructions", &CoreRow::instructions, "of all cores", "", "instructions of all cores together"));
};

}  // namespace deltasim::experiment
