// SPDX-License-Identifier: MIT
#include <Eigen/Dense>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <vector>

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"
#include "train/fast_step.hpp"

// Steps a second of a training, ours and the same gradient descent as products of Eigen's matrices; and how far the
// weights of both are apart at the end.

namespace
{

using namespace deltasim;
using namespace deltasim::model;

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Of this process, whoever else works on the machine.
double seconds_of(std::clock_t start) { return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC; }

/// One hidden layer of relu and a softmax, as batches of rows.
struct EigenHead {
    Matrix features;
    Matrix targets;
    Matrix weight1;
    Matrix weight2;
    Eigen::RowVectorXf bias1;
    Eigen::RowVectorXf bias2;

    void step(float rate)
    {
        const float share = rate / static_cast<float>(features.rows());
        const Matrix hidden = ((features * weight1.transpose()).rowwise() + bias1).cwiseMax(0.0F);
        Matrix delta2 = (hidden * weight2.transpose()).rowwise() + bias2;
        delta2 = (delta2.colwise() - delta2.rowwise().maxCoeff()).array().exp();
        delta2 = delta2.array().colwise() / delta2.rowwise().sum().array();
        delta2 -= targets;
        const Matrix delta1 = (delta2 * weight2).array() * (hidden.array() > 0.0F).cast<float>();
        weight2.noalias() -= share * (delta2.transpose() * hidden);
        bias2 -= share * delta2.colwise().sum();
        weight1.noalias() -= share * (delta1.transpose() * features);
        bias1 -= share * delta1.colwise().sum();
    }
};

Matrix matrix_of(const TensorValues& values, Tensor tensor, std::uint32_t layer, std::uint64_t rows)
{
    const std::vector<float>& words = values.at({tensor, layer});
    const auto columns = static_cast<Eigen::Index>(words.size() / rows);
    return Eigen::Map<const Matrix>(words.data(), static_cast<Eigen::Index>(rows), columns);
}

void measure(std::uint64_t features, std::uint64_t hidden, std::uint64_t classes, std::uint64_t batch, int steps)
{
    Head head;
    head.layers = {{features, hidden, Activation::relu}, {hidden, classes, Activation::softmax}};
    Training training;
    training.batch = batch;
    TensorValues values = initial_values(head, training);
    EigenHead eigen{matrix_of(values, Tensor::activation, 0, batch), matrix_of(values, Tensor::target, 2, batch),
                    matrix_of(values, Tensor::weight, 1, hidden),    matrix_of(values, Tensor::weight, 2, classes),
                    matrix_of(values, Tensor::bias, 1, 1),           matrix_of(values, Tensor::bias, 2, 1)};

    constexpr std::uint64_t lanes = 168;
    train::FastStep fast(head);
    const train::StepOrder order = train::step_order(head, training, rows_of_one_tile(lanes));
    std::clock_t start = std::clock();
    for (int i = 0; i < steps; ++i) fast.train(training, order, values);
    const double ours = seconds_of(start);
    start = std::clock();
    for (int i = 0; i < steps; ++i) eigen.step(static_cast<float>(training.learning_rate));
    const double theirs = seconds_of(start);
    const float apart = std::max((matrix_of(values, Tensor::weight, 1, hidden) - eigen.weight1).cwiseAbs().maxCoeff(),
                                 (matrix_of(values, Tensor::weight, 2, classes) - eigen.weight2).cwiseAbs().maxCoeff());
    fmt::print("{{\"head\": \"{}-{}-{}\", \"batch\": {}, \"steps_per_second\": {:.1f}, \"eigen_steps_per_second\": {:.1f}, "
               "\"largest_difference\": {:g}}}\n",
               features, hidden, classes, batch, steps / ours, steps / theirs, static_cast<double>(apart));
}

}  // namespace

int main()
{
    measure(576, 128, 10, 16, 4000);
    measure(576, 128, 10, 64, 1000);
    measure(2048, 512, 100, 32, 100);
    measure(4096, 4096, 1000, 8, 8);
}
