// SPDX-License-Identifier: MIT
#include "search/shared_tiles.hpp"

#include <algorithm>

#include "mapping/nest_plan.hpp"

namespace deltasim::search
{

namespace
{

SharedTiles shared(const schedule::LoopNest& first, const schedule::LoopNest& others, bool lent)
{
    SharedTiles shared{.lent = lent, .samples = others.samples.first + others.samples.count};
    for (const schedule::Stream& stream : first.streams) {
        const bool is_used = std::find(others.streams.begin(), others.streams.end(),
                                       schedule::Stream{stream.tensor, Direction::read}) != others.streams.end();
        if (stream.direction == Direction::write && is_used) shared.tensors.push_back(stream.tensor);
    }
    return shared;
}

}  // namespace

bool SharedTiles::has(TensorId tensor) const
{
    return std::find(tensors.begin(), tensors.end(), tensor) != tensors.end();
}

SharedTiles shared_tiles(const std::vector<schedule::LoopNest>& nests, std::size_t n)
{
    if (n + 1 < nests.size() && mapping::may_pair(nests[n], nests[n + 1])) return shared(nests[n], nests[n + 1], false);
    if (n > 0 && mapping::may_pair(nests[n - 1], nests[n])) return shared(nests[n - 1], nests[n], true);
    return {};
}

}  // namespace deltasim::search
