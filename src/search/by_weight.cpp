// SPDX-License-Identifier: MIT
#include "search/by_weight.hpp"

#include <utility>
#include <vector>

namespace deltasim::search
{

ByWeight::ByWeight(const StepSpace& space) : space_(space)
{
    waiting_.push({space.least_weight(), Choice(space.parts().size(), 0), 0});
}

/// Adds the steps that follow the one that is taken: in each, one part goes on to its next candidate. Parts before
/// `last` do not go on, so each step is added only once.
Choice ByWeight::take()
{
    const Entry entry = waiting_.top();
    waiting_.pop();
    for (std::size_t p = entry.last; p < entry.choice.size(); ++p) {
        const std::vector<Candidate>& candidates = space_.parts()[p].candidates;
        if (entry.choice[p] + 1 == candidates.size()) continue;
        Choice next = entry.choice;
        ++next[p];
        const double weight = space_.weight(next);
        waiting_.push({weight, std::move(next), p});
    }
    return entry.choice;
}

}  // namespace deltasim::search
