// SPDX-License-Identifier: MIT
#include "sim/fold/fold_groups.hpp"

#include <algorithm>
#include <utility>

namespace deltasim::sim
{

namespace
{

class Groups
{
public:
    explicit Groups(BoundNest& nest) : nest_(nest) {}

    void make()
    {
        for (BoundLoop& loop : nest_.loops) {
            for (BoundNode& node : loop.body) {
                if (!node.is_step) node.index = new_index_[node.index];
            }
            const auto with_engine = [&](const BoundNode& node) { return is_by_engine(node); };
            const bool by_engine = std::any_of(loop.body.begin(), loop.body.end(), with_engine);
            if (by_engine) loop.body = grouped(loop);
            new_index_.push_back(loops_.size());
            add(std::move(loop), by_engine);
        }
        nest_.loops = std::move(loops_);
    }

private:
    [[nodiscard]] bool is_by_engine(const BoundNode& node) const
    {
        return node.is_step ? nest_.steps[node.index].is_by_engine() : by_engine_[node.index];
    }

    /// True if it begins with a burst out of a tile.
    [[nodiscard]] bool drains(const BoundNode& node) const
    {
        if (!node.is_step) return drains(loops_[node.index].body.front());
        const BoundStep& step = nest_.steps[node.index];
        return step.timing.unit == schedule::StepUnit::engine && step.step->drains;
    }

    void add(BoundLoop loop, bool by_engine)
    {
        loops_.push_back(std::move(loop));
        by_engine_.push_back(by_engine);
    }

    /// The loop's body with groups in place of their nodes.
    std::vector<BoundNode> grouped(const BoundLoop& loop)
    {
        std::vector<BoundNode> body;
        for (auto node = loop.body.begin(); node != loop.body.end();) {
            const auto end = std::find_if(node, loop.body.end(), [&](const BoundNode& n) { return is_by_engine(n); });
            const bool before_drain = end != node && end != loop.body.end() && drains(*end);
            if (end - node > 1 || before_drain) {
                add(group(loop.depth, {node, end}), false);
                loops_.back().before_drain = before_drain;
                body.push_back({false, loops_.size() - 1});
            } else {
                body.insert(body.end(), node, end);
            }
            node = end;
            if (node != loop.body.end()) body.push_back(*node++);
        }
        return body;
    }

    [[nodiscard]] BoundLoop group(std::size_t depth, std::vector<BoundNode> nodes) const
    {
        BoundLoop group;
        group.depth = depth;
        const auto first_operand = [&](const BoundNode& node) {
            return node.is_step ? nest_.steps[node.index].reads : loops_[node.index].first_operand;
        };
        const auto end_operand = [&](const BoundNode& node) {
            if (node.is_step) return nest_.steps[node.index].end;
            return loops_[node.index].first_operand + loops_[node.index].operand_count;
        };
        for (const BoundNode& node : nodes) {
            group.steps += node.is_step ? 1 : loops_[node.index].count * loops_[node.index].steps;
        }
        group.first_operand = first_operand(nodes.front());
        group.operand_count = end_operand(nodes.back()) - group.first_operand;
        group.strides.assign(group.operand_count, 0);
        group.body = std::move(nodes);
        return group;
    }

    BoundNest& nest_;
    std::vector<BoundLoop> loops_;
    std::vector<bool> by_engine_;         ///< for each of these: true if it contains bursts
    std::vector<std::size_t> new_index_;  ///< in these, by the loop's index before
};

}  // namespace

void group_between_bursts(BoundNest& nest) { Groups(nest).make(); }

}  // namespace deltasim::sim
