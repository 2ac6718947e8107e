// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/terms.hpp"
#include "experiment/results/fields.hpp"

// A part of a run's result: what a machine that skips zeros skipped.

namespace deltasim::experiment
{

/// What a machine that skips zeros skipped.
struct SkipRow {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    std::uint64_t tests = 0;
    std::uint64_t passed_steps = 0;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
};

struct SkipFigures {
    std::uint64_t tests = 0;
    std::uint64_t passed_steps = 0;
    std::uint64_t skipped_words = 0;
    std::vector<SkipRow> phases;
};

template <>
struct Fields<SkipRow> {
    static constexpr auto list =
        fields(field("phase", &SkipRow::phase, "phase", "", "of the training step"),
               field("layer", &SkipRow::layer, "layer", "", "that is worked on, counted from 1"),
               field("tests", &SkipRow::tests, "tests", "", "of words against 0"),
               field("passed_steps", &SkipRow::passed_steps, "passed steps", "", "of which nothing was needed"),
               field("reads", &SkipRow::reads, "skipped reads", "words", "operand accesses that were needless"),
               field("writes", &SkipRow::writes, "skipped writes", "words", "the same"));
};

template <>
struct Fields<SkipFigures> {
    static constexpr auto list =
        fields(field("tests", &SkipFigures::tests, "tests", "", "of words against 0"),
               field("passed_steps", &SkipFigures::passed_steps, "passed steps", "", "of which nothing was needed"),
               field("skipped_words", &SkipFigures::skipped_words, "skipped words", "words",
                     "operand accesses that were needless"),
               field("phases", &SkipFigures::phases, "phases", "", "by phase and layer"));
};

}  // namespace deltasim::experiment
