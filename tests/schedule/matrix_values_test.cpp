// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "model/double_network.hpp"
#include "model/random_head.hpp"
#include "model/value_rules.hpp"
#include "rooms.hpp"
#include "schedule/interpreter.hpp"

// The values of schedule `delta` compared with the textbook's matrix form in double precision, one column per sample: Z
// = W A + b, A = f(Z) o M, D = W' D_above o M o f'(Z), gradient D A' / B + decay W. M is 0 where a node is left out.

namespace deltasim::test::matrix_values_test
{

namespace
{

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Row-major words as a matrix with this many rows.
MatrixXd matrix(const std::vector<float>& words, std::uint64_t rows)
{
    using Words = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto count = static_cast<Eigen::Index>(rows);
    return Eigen::Map<const Words>(words.data(), count, static_cast<Eigen::Index>(words.size()) / count).cast<double>();
}

struct Gradients {
    std::vector<MatrixXd> weight;  ///< by layer, from the first
    std::vector<MatrixXd> bias;    ///< columns; empty without bias
};

/// The factors of a layer's activations, one column per sample.
MatrixXd mask(const Head& head, const Training& training, std::uint32_t l)
{
    const auto nodes = static_cast<Eigen::Index>(head.width(l));
    const Dropout dropout = dropout_of(head, training, l);
    const double growth = 1.0 / (1.0 - head.layer(l).dropout);
    return MatrixXd::NullaryExpr(nodes, static_cast<Eigen::Index>(training.batch), [=](auto node, auto sample) {
        return dropout.keeps(static_cast<std::uint64_t>(sample * nodes + node)) ? growth : 0.0;
    });
}

Gradients gradients(const Head& head, const Training& training, const TensorValues& values)
{
    const auto depth = static_cast<std::size_t>(head.depth());
    std::vector<MatrixXd> a{matrix(values.at({Tensor::activation, 0}), training.batch).transpose()};
    std::vector<MatrixXd> z;
    std::vector<MatrixXd> weights;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        weights.push_back(matrix(values.at({Tensor::weight, l}), head.width(l)));
        VectorXd bias = VectorXd::Zero(static_cast<Eigen::Index>(head.width(l)));
        if (head.layer(l).bias) bias = matrix(values.at({Tensor::bias, l}), head.width(l));
        z.push_back((weights.back() * a.back()).colwise() + bias);
        const Activation f = head.layer(l).activation;
        const auto s = static_cast<double>(head.layer(l).negative_slope);
        if (f == Activation::softmax) {
            const MatrixXd exponentials = z.back().array().exp();
            a.push_back(exponentials.array().rowwise() / exponentials.colwise().sum().array());
        } else {
            const MatrixXd activated = z.back().unaryExpr([f, s](double x) { return exact_activation(f, x, s); });
            a.push_back(activated.cwiseProduct(mask(head, training, l)));
        }
    }
    const auto slope = [&](std::size_t l) -> MatrixXd {
        return z[l].unaryExpr([&layer = head.layers[l]](double x) {
            return exact_derivative(layer.activation, x, static_cast<double>(layer.negative_slope));
        });
    };
    Gradients result{std::vector<MatrixXd>(depth), std::vector<MatrixXd>(depth)};
    MatrixXd delta = a.back() - matrix(values.at({Tensor::target, head.depth()}), training.batch).transpose();
    if (training.loss == Loss::squared_error) delta = delta.cwiseProduct(slope(depth - 1)).eval();
    for (std::size_t l = depth; l-- > 0;) {
        if (l + 1 < depth) {
            const MatrixXd kept = mask(head, training, static_cast<std::uint32_t>(l + 1));
            delta = (weights[l + 1].transpose() * delta).cwiseProduct(slope(l)).cwiseProduct(kept).eval();
        }
        result.weight[l] = delta * a[l].transpose() / static_cast<double>(training.batch);
        result.weight[l] += training.weight_decay * weights[l];
        if (head.layers[l].bias) result.bias[l] = delta.rowwise().mean();
    }
    return result;
}

/// How far the first step moves a parameter.
double step_of(const Training& training, double gradient)
{
    if (training.optimizer != Optimizer::adam) return training.learning_rate * gradient;  // the velocity is g
    return training.learning_rate * gradient / (std::abs(gradient) + training.epsilon);
}

/// Each parameter to 2e-6 of its size plus 2e-6. Adam divides by the size of the gradient: if that is below 1e-4, only
/// checks that the parameter moves by no more than the rate.
void check_moved(const std::vector<float>& before, const std::vector<float>& after, const MatrixXd& gradient,
                 const Training& training)
{
    for (Eigen::Index row = 0; row < gradient.rows(); ++row) {
        for (Eigen::Index column = 0; column < gradient.cols(); ++column) {
            const auto p = static_cast<std::size_t>(row * gradient.cols() + column);
            const double g = gradient(row, column);
            const double from = before[p];
            if (training.optimizer == Optimizer::adam && std::abs(g) < 1e-4) {
                REQUIRE(std::abs(after[p] - from) <= training.learning_rate * 1.001);
            } else {
                REQUIRE(after[p] == Approx(from - step_of(training, g)).epsilon(2e-6).margin(2e-6));
            }
        }
    }
}

}  // namespace

TEST_CASE("schedule delta trains as matrix algebra in double precision does, for any head, batch and optimizer")
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, 12, loss);
        Training training = random_training(random, depth, loss);
        training.step = 1;
        training.first_trainable = 1;
        const std::uint64_t lanes = random.between(1, 16);
        CAPTURE(seed, depth, name_of(loss), training.batch, name_of(training.optimizer), lanes);
        const TensorValues before = initial_values(head, training);
        const TensorValues after = values_after(*find_schedule("delta"), head, training, lanes, before);
        const Gradients expected = gradients(head, training, before);
        for (std::uint32_t l = 1; l <= depth; ++l) {
            const TensorId weight{Tensor::weight, l};
            const TensorId bias{Tensor::bias, l};
            check_moved(before.at(weight), after.at(weight), expected.weight[l - 1], training);
            if (!head.layer(l).bias) continue;
            check_moved(before.at(bias), after.at(bias), expected.bias[l - 1], training);
        }
    }
}

}  // namespace deltasim::test::matrix_values_test
