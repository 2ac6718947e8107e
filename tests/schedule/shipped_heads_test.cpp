// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "config/load.hpp"
#include "core/checked.hpp"
#include "places.hpp"
#include "rooms.hpp"
#include "schedule/operand_formula.hpp"
#include "schedule/schedules.hpp"

// Operand counts of every shipped head, at its full size. There are too many steps to walk, so each kind of step counts
// as often as the loops around it run it.

namespace deltasim::test::shipped_heads_test
{

namespace
{

const std::filesystem::path repository = source_directory();

void count_body(const Loop& loop, std::uint64_t times, const LoopNest& nest, OperandCounts& counts)
{
    times = checked_multiply(times, loop.count);
    for (const NestNode& node : loop.body) {
        const Step* step = std::get_if<Step>(&node);
        if (step == nullptr) {
            count_body(std::get<Loop>(node), times, nest, counts);
            continue;
        }
        for (const Operand& operand : step->operands) {
            const Stream& stream = nest.streams.at(operand.stream);
            ReadsWrites& entry = counts[{nest.phase, nest.layer, stream.tensor.tensor}];
            std::uint64_t& accesses = stream.direction == Direction::read ? entry.reads : entry.writes;
            accesses = checked_add(accesses, checked_multiply(times, step->lanes));
        }
    }
}

OperandCounts counted(const Program& program)
{
    OperandCounts counts;
    for (const LoopNest& nest : program.nests) count_body(nest.body, 1, nest, counts);
    return counts;
}

Head shipped_head(const std::string& model)
{
    // `classes` of the experiment needs a head that uses it, which a detector does not.
    const std::string classifier = "{name: classifier, features: 1, layers: [{outputs: classes, activation: softmax}]}";
    return load_experiment(repository / "configs/experiments/quickstart.yaml",
                           {{"model", "[" + model + ", " + classifier + "]"}, {"processor", "eyeriss"}}, {{repository}},
                           {{"naive", "delta"}})
        .models.front();
}

}  // namespace

TEST_CASE("operand counts of every shipped head at full size equal the closed form, in formula and loop nests")
{
    const auto models = list_library(Library::models, {{repository}});
    CHECK(models.size() >= 6);
    for (const auto& [model, description] : models) {
        const Head head = shipped_head(model);
        for (std::uint32_t first = 1; first <= head.depth(); ++first) {
            const Training training{loss_for(head.layers.back().activation), 0.01, first, 1};
            OperandFormula formula(head, training);
            for (const Schedule& schedule : schedules()) {
                CAPTURE(model, schedule.name, first);
                // A chain rule for every weight of ten layers has more accesses than fit 64 bits.
                if (head.depth() > 5 && schedule.name == "naive") continue;
                const OperandCounts expected = formula.of(schedule.name);
                CHECK(schedule.operand_accesses(head, training).entries() == expected);
                // The lanes of the shipped processors, and a number that divides almost nothing.
                for (const std::uint64_t lanes : {1U, 97U, 168U}) {
                    CHECK(counted(schedule.program(head, training, lanes)) == expected);
                }
            }
        }
    }
}

}  // namespace deltasim::test::shipped_heads_test
