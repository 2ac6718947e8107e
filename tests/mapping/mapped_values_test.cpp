// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <bit>
#include <map>

#include "mapping/mapped_interpreter.hpp"
#include "mapping/nest_writer.hpp"
#include "mapping/random_mapping.hpp"
#include "mapping/sum_order.hpp"
#include "model/reference_step.hpp"
#include "model/stored_values.hpp"
#include "schedule/interpreter.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::mapped_values_test
{

namespace
{

bool same_bits(const std::vector<float>& a, const std::vector<float>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) {
        return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
    });
}

void draw_precisions(RandomSource& random, Training& training)
{
    const auto drawn = [&] { return static_cast<Precision>(random.between(0, precision_count - 1)); };
    training.precision = TensorPrecisions(drawn());
    for (std::size_t t = 0; t < static_cast<std::size_t>(Tensor::master_weight); ++t) {
        if (random.between(1, 3) == 1) training.precision.set(static_cast<Tensor>(t), drawn());
    }
    training.master_weights = training.precision.of(Tensor::weight) != Precision::fp32 && random.between(1, 2) == 1;
    training.rounding.common = static_cast<Rounding>(random.between(0, 1));
}

}  // namespace

TEST_CASE("under any mapping every schedule ends with the weights of the reference step that is told the order of sums")
{
    std::map<std::string, int> ran;
    int refused = 0;
    int pairs = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 3));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, depth < 3 ? 9 : 6, loss);
        Training training = random_training(random, depth, loss);
        if (random.between(0, 1) == 1) draw_precisions(random, training);
        const machine::PeArrayConfig array = random_array(random);
        const std::vector<model::MemorySpace> spaces{{"l1", 1U << 20U, 4, true, {}, 16},
                                                     {"l2", 1U << 20U, 8, true, {}, 32},
                                                     {"dram", 1U << 30U, 64, false, {}, 1}};
        const model::Placement nowhere;
        const mapping::MappedMachine machine{array, spaces, nowhere, training.precision};
        TensorValues initial = initial_values(head, training);
        choose_scales(head, 1, initial, training);
        store_values(head, training, initial);
        for (const Schedule& schedule : schedules()) {
            CAPTURE(seed, schedule.name, training.batch, array.rows, array.columns, array.accumulators,
                    training.precision.text());
            TensorValues before = initial;
            Training afresh = training;
            if (schedule.name == "delta_lookahead") {
                add_step_before(head, training, before);
                afresh.carries_nothing = training.weight_decay > 0.0 || training.master_weights;
            }
            MappedInterpreter interpreter(before);
            std::map<std::pair<std::uint32_t, std::uint64_t>, model::SumOrder> orders;
            bool legal = true;
            const Program program = schedule.program(head, afresh, schedule::unmapped);
            for (std::size_t n = 0; n < program.nests.size() && legal;) {
                try {
                    const auto [plan, nests] = random_plan(random, program.nests, n, {"dram", "l2", "l1"}, machine);
                    const std::vector<std::uint64_t> tile_base{0, 0, 0};
                    const LoopNest mapped = mapping::map_nest(plan, machine, tile_base, random.between(1, 3) * 8);
                    for (std::size_t p = 0; p < nests && mapped.phase == Phase::forward; ++p) {
                        const model::SumOrder order = mapping::sum_order(plan.parts[p].plan);
                        const bool carries = orders.contains({mapped.layer, 0});
                        for (std::uint64_t s = carries ? 1 : 0; s < training.batch; ++s)
                            orders[{mapped.layer, s}] = order;
                    }
                    interpreter.run(mapped);
                    n += nests;
                    pairs += plan.is_pair ? 1 : 0;
                } catch (const mapping::MappingError&) {
                    legal = false;
                    ++refused;
                }
            }
            if (!legal) continue;
            ++ran[std::string(schedule.name)];
            TensorValues reference = initial;
            reference_training_step(
                head, training,
                [&](std::uint32_t l, std::uint64_t s) {
                    return orders.at({l, s});
                },
                reference);
            TensorValues after = interpreter.values();
            if (schedule.close != nullptr) schedule.close(head, training, after);
            REQUIRE(interpreter.tally == schedule.operand_accesses(head, training));
            for (const auto& [id, expected] : reference) {
                CAPTURE(name_of(id.tensor), id.layer, static_cast<int>(id.array));
                REQUIRE(same_bits(after.at(id), expected));
            }
        }
    }
    for (const auto& [schedule, times] : ran) {
        CAPTURE(schedule);
        CHECK(times > 5);
    }
    CHECK(ran.size() == schedules().size());
    CHECK(refused > 0);
    CHECK(pairs > 5);
}

}  // namespace deltasim::test::mapped_values_test
