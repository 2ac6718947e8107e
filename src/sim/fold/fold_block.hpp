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
    // Costs and work are in units of fold_costs.hpp.
    /// Notes a look-up that found something. `cost`: of the look-up.
    void book_hit(std::uint64_t cost);
    /// Notes a look-up that found nothing. `cost`: of the look-up and of remembering; `work`: what the block took.
    void book_miss(std::uint64_t cost, std::uint64_t work);
    /// True if looking it up may pay at all.
    [[nodiscard]] bool folds() const { return folds_; }
    void give_up() { folds_ = false; }

    std::uint32_t number = 0;             ///< its number in the nest
    bool fits_between_deadlines = false;  ///< it was seen at least once without a deadline inside
    bool keeps_convoys_apart = false;     ///< it was seen at least once without convoys that meet

private:
    void end_trial();

    std::uint64_t iterations_;
    std::vector<Part> parts_;
    std::uint64_t worth_;  ///< it pays if one look-up in this many finds something
    bool folds_ = true;

    // Of the present trial:
    std::uint64_t hits_ = 0;
    std::uint64_t misses_ = 0;
    std::uint64_t cost_ = 0;
    std::uint64_t work_ = 0;  ///< of the misses

    std::uint32_t pause_ = 0;     ///< how often it was left out after the last trial
    std::uint32_t left_out_ = 0;  ///< how many more times it will be left out
};

/// The blocks of a loop of `count` iterations, each part before the blocks that contain it; the last is the whole loop.
/// Their sizes are 1, 8, 64, ... times the smallest size that is worth a look-up. The first part of a block often
/// begins in a state that occurs only once and ends in one that occurs again. So the other parts together are a block,
/// too. `fewest_steps`: of a loop that folds (FoldSettings). `repeats`: the whole loop is run more than once.
[[nodiscard]] std::vector<FoldBlock> fold_blocks(std::uint64_t count, std::uint64_t iteration_steps,
                                                 std::uint64_t fewest_steps, bool repeats);

}  // namespace deltasim::sim
