// SPDX-License-Identifier: MIT
#include "sim/fold/fold_groups.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <utility>
#include <vector>

#include "rooms.hpp"

namespace deltasim::test::fold_groups_test
{

namespace
{

/// A nest that one puts together node by node. Each step has one operand.
class Nest
{
public:
    BoundNode step(StepUnit unit, bool drains = false)
    {
        steps_.push_back({.unit = unit, .drains = drains});
        BoundStep step;
        step.step = &steps_.back();
        step.timing.unit = unit;
        step.reads = bound_.operands.size();
        step.writes = step.end = step.reads + 1;
        bound_.operands.emplace_back();
        bound_.steps.push_back(step);
        return {true, bound_.steps.size() - 1};
    }
    BoundNode loop(std::uint64_t count, std::size_t depth, std::vector<BoundNode> body)
    {
        BoundLoop loop;
        loop.count = count;
        loop.depth = depth;
        loop.has_index = depth > 0;
        const BoundNode& first = body.front();
        loop.first_operand = first.is_step ? bound_.steps[first.index].reads : bound_.loops[first.index].first_operand;
        loop.operand_count = bound_.operands.size() - loop.first_operand;
        loop.strides.assign(loop.operand_count, 4);
        for (const BoundNode& node : body) {
            loop.steps += node.is_step ? 1 : bound_.loops[node.index].count * bound_.loops[node.index].steps;
        }
        loop.body = std::move(body);
        bound_.loops.push_back(std::move(loop));
        return {false, bound_.loops.size() - 1};
    }
    BoundNest& bound() { return bound_; }

private:
    std::deque<Step> steps_;
    BoundNest bound_;
};

/// The steps of a nest in the order in which they run, by number.
void run(const BoundNest& nest, const BoundLoop& loop, std::vector<std::size_t>& order)
{
    for (std::uint64_t i = 0; i < loop.count; ++i) {
        for (const BoundNode& node : loop.body) {
            if (node.is_step) {
                order.push_back(node.index);
            } else {
                run(nest, nest.loops[node.index], order);
            }
        }
    }
}

std::vector<std::size_t> order_of(const BoundNest& nest)
{
    std::vector<std::size_t> order;
    run(nest, nest.loops.back(), order);
    return order;
}

}  // namespace

TEST_CASE("what stands between bursts becomes one loop, and the steps keep their order")
{
    Nest nest;
    const BoundNode fill = nest.loop(3, 2, {nest.step(StepUnit::engine)});
    const BoundNode load = nest.step(StepUnit::load);
    const BoundNode work = nest.loop(5, 2, {nest.step(StepUnit::lanes)});
    const BoundNode end = nest.step(StepUnit::row_end);
    const BoundNode drain = nest.loop(2, 2, {nest.step(StepUnit::engine, true)});
    const BoundNode alone = nest.loop(7, 2, {nest.step(StepUnit::lanes)});
    const BoundNode filled = nest.step(StepUnit::filled);
    nest.loop(1, 0, {nest.loop(4, 1, {fill, load, work, end, drain, alone, filled})});
    BoundNest& bound = nest.bound();
    const std::vector<std::size_t> before = order_of(bound);
    group_between_bursts(bound);
    CHECK(order_of(bound) == before);

    const BoundLoop& body = bound.loops[bound.loops.size() - 2];
    REQUIRE(body.count == 4);
    REQUIRE(body.body.size() == 5);
    const BoundLoop& group = bound.loops[body.body[1].index];
    CHECK(group.count == 1);
    CHECK(group.depth == 1);
    CHECK_FALSE(group.has_index);
    CHECK(group.first_index() == 1);
    CHECK(group.steps == 7);
    CHECK(group.first_operand == 1);
    CHECK(group.operand_count == 3);
    CHECK(group.strides == std::vector<std::uint64_t>{0, 0, 0});
    CHECK(group.before_drain);
    CHECK(bound.loops[body.body[3].index].count == 7);  // nothing stands beside it
    for (std::size_t l = 0; l < bound.loops.size(); ++l) {
        for (const BoundNode& node : bound.loops[l].body) CHECK((node.is_step || node.index < l));
    }
}

TEST_CASE("a loop before a drain is a group of its own, and before a fill it is not")
{
    for (const bool drains : {false, true}) {
        Nest nest;
        const BoundNode work = nest.loop(5, 1, {nest.step(StepUnit::lanes)});
        const BoundNode move = nest.loop(2, 1, {nest.step(StepUnit::engine, drains)});
        nest.loop(1, 0, {work, move});
        group_between_bursts(nest.bound());
        const BoundNest& bound = nest.bound();
        CHECK(bound.loops.size() == (drains ? 4 : 3));
        CHECK(bound.loops[bound.loops.back().body.front().index].before_drain == drains);
    }
}

TEST_CASE("without bursts nothing is grouped")
{
    Nest nest;
    const BoundNode first = nest.step(StepUnit::lanes);
    const BoundNode second = nest.step(StepUnit::lanes);
    nest.loop(1, 0, {nest.loop(9, 1, {first, second})});
    group_between_bursts(nest.bound());
    CHECK(nest.bound().loops.size() == 2);
    CHECK(nest.bound().loops.front().body.size() == 2);
}

}  // namespace deltasim::test::fold_groups_test
