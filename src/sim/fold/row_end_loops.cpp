// SPDX-License-Identifier: MIT
#include "sim/fold/row_end_loops.hpp"

#include <cstddef>
#include <utility>

namespace deltasim::sim
{

namespace
{

class RowEndLoops
{
public:
    explicit RowEndLoops(const BoundNest& nest) : nest_(nest), before_(nest.loops.size(), false)
    {
        visit(nest.loops.size() - 1, false);
    }

    [[nodiscard]] std::vector<bool> take() { return std::move(before_); }

private:
    [[nodiscard]] bool begins_with_row_end(const BoundNode& node) const
    {
        if (!node.is_step) return begins_with_row_end(nest_.loops[node.index].body.front());
        return nest_.steps[node.index].timing.unit == schedule::StepUnit::row_end;
    }

    /// `followed`: a step of the row-end unit may come after the whole loop.
    void visit(std::size_t index, bool followed)
    {
        const std::vector<BoundNode>& body = nest_.loops[index].body;
        // After an iteration comes the next one, or what follows the loop.
        const bool before = followed || (!body.empty() && begins_with_row_end(body.front()));
        before_[index] = before;
        for (std::size_t i = 0; i < body.size(); ++i) {
            if (body[i].is_step) continue;
            visit(body[i].index, i + 1 < body.size() ? begins_with_row_end(body[i + 1]) : before);
        }
    }

    const BoundNest& nest_;
    std::vector<bool> before_;
};

}  // namespace

std::vector<bool> loops_before_row_ends(const BoundNest& nest)
{
    // Where iterations are skipped, any step may come next.
    if (!nest.skips.empty()) return std::vector<bool>(nest.loops.size(), true);
    return RowEndLoops(nest).take();
}

}  // namespace deltasim::sim
