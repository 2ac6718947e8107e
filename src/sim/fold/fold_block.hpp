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
    /// Consecutive smaller blocks of the same loop.
    struct Part {
        std::size_t block = 0;  ///< its index in the loop
        std::uint64_t times = 1;
    };

    /// A block of `iterations` with `iteration_steps` steps each, made of `parts`; without parts it is simulated
    /// iteration by iteration.
    FoldBlock(std::uint64_t iterations, std::uint64_t iteration_steps, std::vector<Part> parts);

    [[nodiscard]] std::uint64_t iterations() const { return iterations_; }
    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }

    /// True if it should be looked up now. If look-ups have not paid, the block is left out for a while, and then tried
    /// again.
    [[nodiscard]] bool pays();
    /// Notes a look-up. `cost`: of the look-up, in steps that could have been simulated instead.
    void book(bool hit, std::uint64_t cost);
    /// True if looking it up may pay at all.
    [[nodiscard]] bool folds() const { return folds_; }
    void give_up() { folds_ = false; }

    std::uint32_t number = 0;             ///< its number in the nest
    bool fits_between_deadlines = false;  ///< it was seen at least once without a deadline inside
    bool keeps_convoys_apart = false;     ///< it was seen at least once without convoys that meet

private:
    std::uint64_t iterations_;
    std::uint64_t steps_;
    std::vector<Part> parts_;
    std::uint64_t worth_;  ///< it pays if one look-up in this many finds something
    bool folds_ = true;

    std::uint32_t lookups_ = 0;
    std::uint32_t hits_ = 0;
    std::uint64_t cost_ = 0;      ///< of these look-ups
    std::uint32_t left_out_ = 0;  ///< how many more times it will be left out
};

/// The blocks of a loop of `count` iterations, each part before the blocks that contain it; the last is the whole loop.
/// Their sizes are 1, 8, 64, ... times the smallest size that is worth a look-up. The first part of a block often
/// begins in a state that occurs only once and ends in one that occurs again. So the other parts together are a block,
/// too.
[[nodiscard]] std::vector<FoldBlock> fold_blocks(std::uint64_t count, std::uint64_t iteration_steps);

}  // namespace deltasim::sim
