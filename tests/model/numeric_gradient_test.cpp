// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "model/double_network.hpp"
#include "model/random_head.hpp"
#include "model/reference_step.hpp"
#include "model/value_rules.hpp"
#include "rooms.hpp"

// Compares the gradients of a step of plain gradient descent (what it has moved, divided by the rate) with finite
// differences of the loss in double precision. So the test has no derivative of its own.

namespace deltasim::test::numeric_gradient_test
{

namespace
{

constexpr double shift = 1e-5;  // a parameter is moved by this much to either side

/// The mean loss of a batch, and half the weights' squares times the decay.
class BatchLoss
{
public:
    BatchLoss(const Head& head, const Training& training, const TensorValues& values)
        : decay_(training.weight_decay), head_(head)
    {
        for (std::uint64_t s = 0; s < training.batch; ++s) {
            samples_.emplace_back(head, training.loss, values, s);
            for (std::uint32_t l = 1; l <= head.depth(); ++l) {
                if (head.layer(l).dropout == 0.0) continue;
                const Dropout dropout = dropout_of(head, training, l);
                for (std::uint64_t node = 0; node < head.width(l); ++node) {
                    const bool kept = dropout.keeps(s * head.width(l) + node);
                    left_out_ = left_out_ || !kept;
                    samples_.back().mask[l - 1].push_back(kept ? 1.0 / (1.0 - head.layer(l).dropout) : 0.0);
                }
            }
            samples_.back().forward();
        }
    }

    [[nodiscard]] bool leaves_nodes_out() const { return left_out_; }

    /// True if a node is so near to a corner of its function that the corner may lie between the two moved values.
    [[nodiscard]] bool is_near_corner() const
    {
        constexpr double near = 2e-3;
        const auto is_near = [&](Activation f, double z) {
            if (f == Activation::hard_swish) return std::abs(std::abs(z) - 3.0) < near;
            return (f == Activation::relu || f == Activation::leaky_relu) && std::abs(z) < near;
        };
        for (const DoubleNetwork& network : samples_) {
            for (std::size_t l = 0; l < network.z.size(); ++l) {
                for (const double z : network.z[l]) {
                    if (is_near(head_.layers[l].activation, z)) return true;
                }
            }
        }
        return false;
    }

    /// The slope of the loss along a parameter. `parameter`: finds it in a network. `decays`: weight decay moves it.
    template <class Parameter>
    double slope(const Parameter& parameter, bool decays)
    {
        const double now = parameter(samples_.front());
        const double above = value_at(parameter, now + shift);
        const double below = value_at(parameter, now - shift);
        static_cast<void>(value_at(parameter, now));
        return (above - below) / (2.0 * shift) + (decays ? decay_ * now : 0.0);
    }

private:
    template <class Parameter>
    double value_at(const Parameter& parameter, double number)
    {
        double sum = 0.0;
        for (DoubleNetwork& network : samples_) {
            parameter(network) = number;
            network.forward();
            sum += network.loss_value();
        }
        return sum / static_cast<double>(samples_.size());
    }

    double decay_;
    const Head& head_;
    std::vector<DoubleNetwork> samples_;
    bool left_out_ = false;
};

/// Checks the gradient of every parameter. Returns false, and checks nothing, if a drawn number is near a corner.
bool check_gradients(const Head& head, const Training& training, std::uint64_t lanes)
{
    const TensorValues before = initial_values(head, training);
    BatchLoss loss(head, training, before);
    if (loss.is_near_corner()) return false;
    TensorValues after = before;
    reference_training_step(head, training, lanes, after);
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const auto check = [&](TensorId id, const auto& parameter, bool decays) {
            CAPTURE(name_of(id.tensor), id.layer);
            for (std::size_t p = 0; p < before.at(id).size(); ++p) {
                CAPTURE(p);
                const double moved = static_cast<double>(before.at(id)[p]) - static_cast<double>(after.at(id)[p]);
                const double slope = loss.slope([&](DoubleNetwork& n) -> double& { return parameter(n)[p]; }, decays);
                REQUIRE(moved / training.learning_rate == Approx(slope).epsilon(1e-5).margin(2e-6));
            }
        };
        check(
            {Tensor::weight, l}, [l](DoubleNetwork& n) -> Vector& { return n.weight[l - 1].values; }, true);
        if (!head.layer(l).bias) continue;
        check(
            {Tensor::bias, l}, [l](DoubleNetwork& n) -> Vector& { return n.bias[l - 1]; }, false);
    }
    return true;
}

}  // namespace

TEST_CASE("a step goes down the slope of the loss: every loss and activation, bias, dropout, decay and batch")
{
    for (const Loss loss : {Loss::softmax_cross_entropy, Loss::squared_error}) {
        for (const Activation f : elementwise_activations) {
            for (std::uint64_t variant = 0; variant < 16; ++variant) {
                const bool bias = (variant & 1U) == 0;
                const bool drops_out = (variant & 2U) != 0;
                Head head = head_of({5, 7, 6, 4}, f, loss == Loss::squared_error ? f : Activation::softmax);
                for (Layer& layer : head.layers) layer.bias = bias;
                if (drops_out) head.layers[0].dropout = head.layers[1].dropout = 0.4;
                Training training{loss, 0.5};
                training.weight_decay = (variant & 4U) != 0 ? 0.05 : 0.0;
                training.batch = (variant & 8U) != 0 ? 3 : 1;
                training.step = 1 + variant;
                CAPTURE(name_of(loss), name_of(f), bias, drops_out, training.weight_decay, training.batch);
                training.seed = 1;
                while (!check_gradients(head, training, 1 + variant % 4)) {
                    REQUIRE(training.seed < 50);
                    ++training.seed;
                }
                const BatchLoss numbers(head, training, initial_values(head, training));
                CHECK(numbers.leaves_nodes_out() == drops_out);
            }
        }
    }
}

}  // namespace deltasim::test::numeric_gradient_test
