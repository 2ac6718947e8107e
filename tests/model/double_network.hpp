// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"
#include "rooms.hpp"

// The head in double precision, written from the textbook and not from the program: forward pass, loss, and the
// gradients of weights and biases as products of matrices.

namespace deltasim::test
{

using Vector = std::vector<double>;
/// Row-major.
struct Matrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    Vector values;

    [[nodiscard]] double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

inline Vector operator*(const Matrix& matrix, const Vector& vector)
{
    Vector product(matrix.rows, 0.0);
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        for (std::size_t column = 0; column < matrix.columns; ++column) {
            product[row] += matrix.at(row, column) * vector[column];
        }
    }
    return product;
}

inline Matrix transposed(const Matrix& matrix)
{
    Matrix transpose{matrix.columns, matrix.rows, Vector(matrix.values.size())};
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        for (std::size_t column = 0; column < matrix.columns; ++column) {
            transpose.values[column * matrix.rows + row] = matrix.at(row, column);
        }
    }
    return transpose;
}

inline Matrix outer_product(const Vector& a, const Vector& b)
{
    Matrix product{a.size(), b.size(), {}};
    for (const double x : a) {
        for (const double y : b) product.values.push_back(x * y);
    }
    return product;
}

/// f(z); hard_swish as in MobileNetV3 (Howard et al., ICCV 2019): z ReLU6(z + 3) / 6.
inline double exact_activation(Activation activation, double z, double negative_slope = 0.1)
{
    switch (activation) {
    case Activation::relu: return std::max(z, 0.0);
    case Activation::leaky_relu: return z > 0.0 ? z : negative_slope * z;
    case Activation::sigmoid: return 1.0 / (1.0 + std::exp(-z));
    case Activation::tanh: return std::tanh(z);
    case Activation::hard_swish: return z * std::clamp(z + 3.0, 0.0, 6.0) / 6.0;
    case Activation::gelu: return 0.5 * z * std::erfc(-z / std::sqrt(2.0));
    case Activation::silu: return z / (1.0 + std::exp(-z));
    default: return z;
    }
}

/// f'(z), undefined at the corners of the piecewise functions.
inline double exact_derivative(Activation activation, double z, double negative_slope = 0.1)
{
    switch (activation) {
    case Activation::relu: return z > 0.0 ? 1.0 : 0.0;
    case Activation::leaky_relu: return z > 0.0 ? 1.0 : negative_slope;
    case Activation::sigmoid: return std::exp(-z) / std::pow(1.0 + std::exp(-z), 2.0);
    case Activation::tanh: return 1.0 / std::pow(std::cosh(z), 2.0);
    case Activation::hard_swish: return z < -3.0 ? 0.0 : z > 3.0 ? 1.0 : (2.0 * z + 3.0) / 6.0;
    case Activation::gelu:
        return 0.5 * std::erfc(-z / std::sqrt(2.0)) + z * std::exp(-z * z / 2.0) / std::sqrt(2.0 * std::acos(-1.0));
    case Activation::silu: {
        const double e = std::exp(-z);
        return (1.0 + e + z * e) / ((1.0 + e) * (1.0 + e));
    }
    default: return 1.0;
    }
}

inline Vector exact_softmax(const Vector& z)
{
    Vector a;
    double sum = 0.0;
    for (const double value : z) sum += std::exp(value);
    for (const double value : z) a.push_back(std::exp(value) / sum);
    return a;
}

struct DoubleNetwork {
    const Head& head;
    Loss loss;
    Vector features;
    Vector target;
    std::vector<Matrix> weight;  ///< weight[l - 1] of layer l
    std::vector<Vector> bias;
    std::vector<Vector> z;
    std::vector<Vector> a;  ///< a[0]: the features
    /// The factors of the activations of layer l + 1, if nodes are left out; empty: all factors are 1.
    std::vector<Vector> mask;

    /// Uses one sample of those in `values`.
    DoubleNetwork(const Head& shape, Loss minimised, const TensorValues& values, std::size_t sample = 0)
        : head(shape), loss(minimised), mask(shape.layers.size())
    {
        const auto vector = [&values](Tensor tensor, std::uint32_t layer) {
            const std::vector<float>& stored = values.at({tensor, layer});
            return Vector(stored.begin(), stored.end());
        };
        const auto of_sample = [&](Tensor tensor, std::uint32_t layer) {
            const std::vector<float>& stored = values.at({tensor, layer});
            const auto width = static_cast<std::ptrdiff_t>(head.width(layer));
            const auto first = stored.begin() + static_cast<std::ptrdiff_t>(sample) * width;
            return Vector(first, first + width);
        };
        features = of_sample(Tensor::activation, 0);
        target = of_sample(Tensor::target, head.depth());
        for (std::uint32_t l = 1; l <= head.depth(); ++l) {
            const Layer& layer = head.layer(l);
            weight.push_back({layer.outputs, layer.inputs, vector(Tensor::weight, l)});
            bias.push_back(layer.bias ? vector(Tensor::bias, l) : Vector(layer.outputs, 0.0));
        }
    }

    void forward()
    {
        z.clear();
        a.assign(1, features);
        for (std::size_t l = 0; l < head.layers.size(); ++l) {
            Vector sum = weight[l] * a.back();
            for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += bias[l][j];
            z.push_back(sum);
            for (double& value : sum) {
                const Layer& layer = head.layers[l];
                value = exact_activation(layer.activation, value, static_cast<double>(layer.negative_slope));
            }
            for (std::size_t j = 0; j < mask[l].size(); ++j) sum[j] *= mask[l][j];
            a.push_back(head.layers[l].activation == Activation::softmax ? exact_softmax(z.back()) : sum);
        }
    }

    /// -sum t ln a, or half the squared distance.
    [[nodiscard]] double loss_value() const
    {
        double sum = 0.0;
        for (std::size_t j = 0; j < target.size(); ++j) {
            sum += loss == Loss::softmax_cross_entropy ? -target[j] * std::log(a.back()[j])
                                                       : 0.5 * std::pow(a.back()[j] - target[j], 2.0);
        }
        return sum;
    }

    /// dLoss/dz of every layer; call forward() first.
    [[nodiscard]] std::vector<Vector> deltas() const
    {
        std::vector<Vector> delta(head.layers.size());
        for (std::size_t l = head.layers.size(); l-- > 0;) {
            const bool output = l + 1 == head.layers.size();
            delta[l] = output ? a.back() : transposed(weight[l + 1]) * delta[l + 1];
            for (std::size_t j = 0; j < delta[l].size(); ++j) {
                if (output) delta[l][j] -= target[j];
                if (output && loss == Loss::softmax_cross_entropy) continue;
                delta[l][j] *= exact_derivative(head.layers[l].activation, z[l][j],
                                                static_cast<double>(head.layers[l].negative_slope));
                if (!mask[l].empty()) delta[l][j] *= mask[l][j];
            }
        }
        return delta;
    }
};

}  // namespace deltasim::test
