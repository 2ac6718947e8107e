// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Blocks: numbers of iterations of a loop whose behaviour is looked up at once.

namespace deltasim::sim
{

class FoldBlock
{
public:
    /// Smaller blocks of the same loop that follow one another.
    struct Part {
        std::size_t block = 0;  ///< its index in the loop
        std::uint64_t times = 1;
    };

    /// `iterations` of `iteration_steps` steps each, made of `parts`; of none: it is simulated iteration by iteration.
    FoldBlock(std::uint64_t iterations, std::uint64_t iteration_steps, std::vector<Part> parts);

    [[nodiscard]] std::uint64_t iterations() const { return iterations_; }
    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }

    /// Whether to look it up now. Where that has not paid it is left out for a while, and tried again.
    [[nodiscard]] bool pays();
    /// `cost`: of the lookup, in steps that could have been simulated instead.
    void book(bool hit, std::uint64_t cost);
    /// Whether it may pay at all.
    [[nodiscard]] bool folds() const { return folds_; }
    void give_up() { folds_ = false; }

    std::uint32_t number = 0;             ///< in the nest
    bool fits_between_deadlines = false;  ///< whether it was ever seen without a deadline inside
    bool keeps_convoys_apart = false;     ///< whether it was ever seen without convoys that meet

private:
    std::uint64_t iterations_;
    std::uint64_t steps_;
    std::vector<Part> parts_;
    std::uint64_t worth_;  ///< it pays if one lookup in this many finds something
    bool folds_ = true;

    std::uint32_t lookups_ = 0;
    std::uint32_t hits_ = 0;
    std::uint64_t cost_ = 0;      ///< of these lookups
    std::uint32_t left_out_ = 0;  ///< how many more times it is left out
};

/// The blocks of a loop of `count` iterations, a part before what it is part of; the last is the whole loop. They are
/// 1, 8, 64, ... times the shortest worth it. The first part of a block often begins in a state that is seen but once
/// and ends in one that is seen again: the other parts together are a block, too.
[[nodiscard]] std::vector<FoldBlock> fold_blocks(std::uint64_t count, std::uint64_t iteration_steps);

}  // namespace deltasim::sim
