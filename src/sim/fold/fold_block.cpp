// SPDX-License-Identifier: MIT
#include "sim/fold/fold_block.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace deltasim::sim
{

namespace
{

constexpr std::uint64_t fewest_steps_a_block = 16;
constexpr std::uint64_t fewest_steps_a_loop = 64;
constexpr std::uint64_t parts_a_block = 8;
constexpr std::uint64_t many_steps = 256;

/// An iteration of thousands of steps is worth many look-ups.
std::uint64_t worth_of(std::uint64_t steps, const std::vector<FoldBlock::Part>& parts)
{
    if (!parts.empty()) return parts_a_block;
    return steps >= many_steps ? 64 : 4;
}

class Blocks
{
public:
    Blocks(std::uint64_t count, std::uint64_t iteration_steps) : left_(count), iteration_steps_(iteration_steps)
    {
        std::uint64_t iterations = std::bit_ceil((fewest_steps_a_block + iteration_steps - 1) / iteration_steps);
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
    : iterations_(iterations), steps_(iterations * iteration_steps), parts_(std::move(parts)),
      worth_(worth_of(steps_, parts_))
{
}

bool FoldBlock::pays()
{
    if (!folds_) return false;
    if (left_out_ == 0) return true;
    --left_out_;
    return false;
}

void FoldBlock::book(bool hit, std::uint64_t cost)
{
    // Long enough for a loop's first behaviours to be learnt; it ends early if look-ups are expensive.
    constexpr std::uint32_t trial = 4096;
    constexpr std::uint64_t dearest_trial = 4 * trial;
    constexpr std::uint32_t pause = 4 * trial;
    hits_ += hit ? 1 : 0;
    cost_ += cost;
    if (++lookups_ < trial * worth_ / 8 && cost_ < dearest_trial * worth_ / 8) return;
    if (hits_ * worth_ < lookups_ || hits_ * steps_ < cost_) left_out_ = pause;
    lookups_ = 0;
    hits_ = 0;
    cost_ = 0;
}

std::vector<FoldBlock> fold_blocks(std::uint64_t count, std::uint64_t iteration_steps)
{
    if (count < 2 || count * iteration_steps < fewest_steps_a_loop) {
        std::vector<FoldBlock> one{FoldBlock(count, iteration_steps, {})};
        one.front().give_up();
        return one;
    }
    return Blocks(count, iteration_steps).take();
}

}  // namespace deltasim::sim
