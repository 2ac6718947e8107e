// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <tuple>

#include "core/core_work.hpp"
#include "experiment/results/fields.hpp"
#include "experiment/results/named_values.hpp"

// Of a run's result: what the instructions of cores took.

namespace deltasim::experiment
{

template <>
struct NamesOf<CoreWork> {
    static constexpr const auto& names = core_work_names;
};

/// Clocks are of the core with the most of it. Clocks are places over the width, so that their sum is at most the time
/// for which the lanes are busy, and `fork_join`.
struct CoreRow {
    CoreWork work = CoreWork::load;
    double cycles = 0.0;
    std::optional<double> share_percent;
    std::uint64_t instructions = 0;
};

template <>
struct Fields<CoreRow> {
    static constexpr auto list = std::tuple{
        field("work", &CoreRow::work, "instructions", "", "what they are for"),
        field("cycles", &CoreRow::cycles, "cycles", "", "that a core spends so, at `issue_width` a clock"),
        field("share_percent", &CoreRow::share_percent, "share", "", "of the run's cycles",
              report::NumberStyle::percent),
        field("instructions", &CoreRow::instructions, "of all cores", "", "instructions of all cores together")};
};

}  // namespace deltasim::experiment
