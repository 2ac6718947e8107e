// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "model/random_head.hpp"
#include "model/reference_step.hpp"
#include "model/stored_values.hpp"
#include "rooms.hpp"
#include "schedule/interpreter.hpp"
#include "schedule/schedules.hpp"

// Trainings of a hundred steps, each on samples of its own: differences that one step does not show grow here.

namespace deltasim::test::hundred_steps_test
{

namespace
{

constexpr std::uint64_t step_count = 100;
constexpr std::uint64_t array_lanes = 4;

/// Two hidden layers: one without bias, one with dropout.
Head small_head(bool drops_out)
{
    Head head{"small", {{5, 4, Activation::gelu}, {4, 4, Activation::relu}, {4, 3, Activation::softmax}}};
    head.layers[1].bias = false;
    if (drops_out) head.layers[0].dropout = 0.3;
    return head;
}

struct Arithmetic {
    Precision precision = Precision::fp32;
    bool master_weights = false;
    Rounding rounding = Rounding::nearest;
};

/// Every precision, with and without master weights, with both ways of rounding.
std::vector<Arithmetic> every_arithmetic()
{
    std::vector<Arithmetic> all;
    for (std::size_t p = 0; p < precision_count; ++p) {
        const auto precision = static_cast<Precision>(p);
        for (const Rounding rounding : {Rounding::nearest, Rounding::stochastic}) {
            all.push_back({precision, false, rounding});
            if (precision != Precision::fp32) all.push_back({precision, true, rounding});
        }
    }
    return all;
}

Training training_in(const Arithmetic& arithmetic, Optimizer optimizer)
{
    Training training;
    training.batch = 3;
    training.optimizer = optimizer;
    training.learning_rate = optimizer == Optimizer::adam ? 0.01 : 0.1;
    training.weight_decay = 0.01;
    training.precision = TensorPrecisions(arithmetic.precision);
    training.master_weights = arithmetic.master_weights;
    training.rounding.common = arithmetic.rounding;
    return training;
}

/// Other features and targets, rounded as the host does it.
void take_samples(const Head& head, Training training, std::uint64_t step, TensorValues& values)
{
    training.seed = step;
    TensorValues drawn = initial_values(head, training);
    store_values(head, training, drawn);
    for (const TensorId id : {TensorId{Tensor::activation, 0}, TensorId{Tensor::target, head.depth()}}) {
        values[id] = drawn.at(id);
    }
}

void require_same_bits(const TensorValues& found, const TensorValues& expected)
{
    for (const auto& [id, words] : expected) {
        CAPTURE(name_of(id.tensor), id.layer, static_cast<int>(id.array));
        const std::vector<float>& others = found.at(id);
        REQUIRE(std::equal(others.begin(), others.end(), words.begin(), words.end(), [](float x, float y) {
            return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
        }));
    }
}

/// Scales come from the first samples, as in a training on data.
TensorValues begin(const Head& head, Training& training)
{
    TensorValues values = initial_values(head, training);
    choose_scales(head, array_lanes, values, training);
    store_values(head, training, values);
    return values;
}

}  // namespace

TEST_CASE("a hundred steps end with the same bits under every schedule, in every precision, however rounded")
{
    const Head head = small_head(true);
    for (const Optimizer optimizer : {Optimizer::sgd, Optimizer::momentum, Optimizer::adam}) {
        for (const Arithmetic& arithmetic : every_arithmetic()) {
            CAPTURE(name_of(optimizer), name_of(arithmetic.precision), arithmetic.master_weights,
                    static_cast<int>(arithmetic.rounding));
            Training training = training_in(arithmetic, optimizer);
            const TensorValues first = begin(head, training);
            TensorValues reference = first;
            std::vector<TensorValues> trained(schedules().size(), first);
            for (training.step = 1; training.step <= step_count; ++training.step) {
                take_samples(head, training, training.step, reference);
                for (std::size_t s = 0; s < trained.size(); ++s) {
                    take_samples(head, training, training.step, trained[s]);
                    trained[s] = values_after(schedules()[s], head, training, array_lanes, std::move(trained[s]));
                }
                reference_training_step(head, training, array_lanes, reference);
            }
            for (std::size_t s = 0; s < trained.size(); ++s) {
                CAPTURE(schedules()[s].name);
                require_same_bits(trained[s], reference);
            }
            const TensorId moved{arithmetic.master_weights ? Tensor::master_weight : Tensor::weight, 1};
            CHECK(reference.at(moved) != first.at(moved));
        }
    }
}

TEST_CASE("delta_lookahead carries each update into the next step for a hundred steps, and is closed once")
{
    const Head head = small_head(false);
    const Schedule& lookahead = *find_schedule("delta_lookahead");
    for (const Optimizer optimizer : {Optimizer::sgd, Optimizer::momentum}) {
        for (const Arithmetic& arithmetic : every_arithmetic()) {
            // The random numbers of a step depend on its number, and here an update is made in the step after its own.
            if (arithmetic.rounding == Rounding::stochastic) continue;
            CAPTURE(name_of(optimizer), name_of(arithmetic.precision), arithmetic.master_weights);
            Training training = training_in(arithmetic, optimizer);
            TensorValues reference = begin(head, training);
            TensorValues carried = reference;
            add_step_before(head, training, carried);
            training.carries_nothing = true;
            for (std::uint64_t step = 1; step <= step_count; ++step) {
                take_samples(head, training, step, reference);
                reference_training_step(head, training, array_lanes, reference);
                take_samples(head, training, step, carried);
                carried = Interpreter(std::move(carried)).run(lookahead.program(head, training, array_lanes));
                training.carries_nothing = false;
                if (step == step_count) break;
                for (std::uint32_t l = 0; l < head.depth(); ++l) {
                    carried[{Tensor::activation, l, TensorArray::previous_step}] = carried.at({Tensor::activation, l});
                }
            }
            lookahead.close(head, training, carried);
            require_same_bits(carried, reference);
        }
    }
}

}  // namespace deltasim::test::hundred_steps_test
