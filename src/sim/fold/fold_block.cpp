// SPDX-License-Identifier: MIT
#include "sim/fold/fold_block.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "core/checked.hpp"

namespace deltasim::sim
{

namespace
{

constexpr std::uint64_t parts_a_block = 8;

/// How many look-ups may find nothing for one that finds something. Iterations of many steps are worth more of them.
std::uint64_t worth_of(std::uint64_t steps, const std::vector<FoldBlock::Part>& parts)
{
    constexpr std::uint64_t many_steps = 256;
    return steps < many_steps && parts.empty() ? 4 : 8;
}

class Blocks
{
public:
    Blocks(std::uint64_t count, std::uint64_t iteration_steps, std::uint64_t fewest_steps)
        : left_(count), iteration_steps_(iteration_steps)
    {
        std::uint64_t iterations = std::bit_ceil(divide_up(fewest_steps, iteration_steps));
        std::vector<std::size_t> levels;
        while (iterations <= count) {
            levels.push_back(add(iterations, levels.empty() ? Parts() : row(levels.back(), parts_a_block)));
            iterations *= parts_a_block;
        }
        Parts all;
        for (; !levels.empty(); levels.pop_back()) {
            const std::uint64_t level = blocks_[levels.back()].iterations();
            if (level == left_ && all.empty()) return;
            const Parts parts = row(levels.back(), left_ / level);
            all.insert(all.end(), parts.begin(), parts.end());
            left_ %= level;
        }
        if (left_ > 0) all.push_back({add(left_, {}), 1});
        add(count, std::move(all));
    }

    [[nodiscard]] std::vector<FoldBlock> take() { return std::move(blocks_); }

private:
    using Parts = std::vector<FoldBlock::Part>;

    std::size_t add(std::uint64_t iterations, Parts parts)
    {
        const auto known = std::find_if(blocks_.begin(), blocks_.end(),
                                        [&](const FoldBlock& block) { return block.iterations() == iterations; });
        if (known != blocks_.end()) return static_cast<std::size_t>(known - blocks_.begin());
        blocks_.emplace_back(iterations, iteration_steps_, std::move(parts));
        return blocks_.size() - 1;
    }

    /// One block, repeated `times` times.
    Parts row(std::size_t block, std::uint64_t times)
    {
        if (times == 0) return {};
        if (times <= 2) return {{block, times}};
        return {{block, 1}, {add((times - 1) * blocks_[block].iterations(), {{block, times - 1}}), 1}};
    }

    std::uint64_t left_;
    std::uint64_t iteration_steps_;
    std::vector<FoldBlock> blocks_;
};

}  // namespace

FoldBlock::FoldBlock(std::uint64_t iterations, std::uint64_t iteration_steps, std::vector<Part> parts)
    : iterations_(iterations), parts_(std::move(parts)), worth_(worth_of(iterations * iteration_steps, parts_))
{
}

bool FoldBlock::pays()
{
    if (!folds_) return false;
    if (left_out_ == 0) return true;
    --left_out_;
    return false;
}

void FoldBlock::book_hit(std::uint64_t cost)
{
    ++hits_;
    cost_ += cost;
    end_trial();
}

void FoldBlock::book_miss(std::uint64_t cost, std::uint64_t work)
{
    ++misses_;
    cost_ += cost;
    work_ += work;
    end_trial();
}

/// A hit saves what a miss takes.
void FoldBlock::end_trial()
{
    // Long enough for a loop's first behaviours to be learnt. It ends early if look-ups are expensive, and sooner still
    // if nothing was found and they have cost more than what they might have saved.
    constexpr std::uint32_t trial = 4096;
    constexpr std::uint64_t dearest_trial = 100 * trial;
    constexpr std::uint32_t first_pause = 4 * trial;
    constexpr std::uint32_t longest_pause = 4 * first_pause;
    const std::uint64_t dearest = hits_ == 0 && cost_ > work_ ? dearest_trial / 8 : dearest_trial;
    if (hits_ + misses_ < trial * worth_ / 8 && cost_ < dearest * worth_ / 8) return;
    const bool seldom = misses_ > 0 && hits_ * worth_ < hits_ + misses_;
    const bool dear = misses_ > 0 && hits_ * (work_ / misses_) < cost_;
    // Each time that it fails again, it is left out for twice as long.
    pause_ = seldom || dear ? std::clamp(2 * pause_, first_pause, longest_pause) : 0;
    left_out_ = pause_;
    hits_ = 0;
    misses_ = 0;
    cost_ = 0;
    work_ = 0;
}

std::vector<FoldBlock> fold_blocks(std::uint64_t count, std::uint64_t iteration_steps, std::uint64_t fewest_steps,
                                   bool repeats)
{
    if ((count < 2 && !repeats) || count * iteration_steps < fewest_steps) {
        std::vector<FoldBlock> one{FoldBlock(count, iteration_steps, {})};
        one.front().give_up();
        return one;
    }
    constexpr std::uint64_t blocks_a_loop = 4;
    return Blocks(count, iteration_steps, divide_up(fewest_steps, blocks_a_loop)).take();
}

}  // namespace deltasim::sim
