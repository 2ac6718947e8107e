// SPDX-License-Identifier: MIT
#include "model/reference_step.hpp"

#include <algorithm>
#include <vector>

namespace deltasim
{

namespace
{

/// z of one row.
float row_sum(const float* weight, const std::vector<float>& input, float bias, std::uint64_t lanes)
{
    const std::uint64_t columns = input.size();
    float z = bias;
    for (std::uint64_t p = 0; p < std::min(lanes, columns); ++p) {
        float partial = 0.0F;
        for (std::uint64_t i = p; i < columns; i += lanes) partial += weight[i] * input[i];
        z += partial;
    }
    return z;
}

}  // namespace

void reference_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values)
{
    const std::uint32_t depth = head.depth();
    std::vector<std::vector<float>> a(depth + 1);
    std::vector<std::vector<float>> z(depth + 1);
    a[0] = values.at({Tensor::activation, 0});
    for (std::uint32_t l = 1; l <= depth; ++l) {
        const Layer& layer = head.layer(l);
        const std::vector<float>& weight = values.at({Tensor::weight, l});
        const std::vector<float>& bias = values.at({Tensor::bias, l});
        z[l].resize(layer.outputs);
        a[l].resize(layer.outputs);
        for (std::uint64_t j = 0; j < layer.outputs; ++j) {
            z[l][j] = row_sum(&weight[j * layer.inputs], a[l - 1], bias[j], lanes);
            a[l][j] = activate(layer.activation, z[l][j]);
        }
        if (layer.activation == Activation::softmax) softmax(a[l].data(), a[l].size());
    }

    const auto slope = [&](std::uint32_t l, std::uint64_t j) {
        const Activation f = head.layer(l).activation;
        return derivative(f, derivative_needs_preactivation(f) ? z[l][j] : a[l][j]);
    };
    const std::vector<float>& target = values.at({Tensor::target, depth});
    std::vector<std::vector<float>> delta(depth + 1);
    for (std::uint32_t l = depth; l >= training.first_trainable; --l) {
        delta[l].resize(head.width(l));
        for (std::uint64_t j = 0; j < head.width(l); ++j) {
            if (l == depth) {
                delta[l][j] = a[l][j] - target[j];
                if (training.loss == Loss::squared_error) delta[l][j] *= slope(l, j);
                continue;
            }
            const std::vector<float>& weight = values.at({Tensor::weight, l + 1});
            float sum = 0.0F;
            for (std::uint64_t k = 0; k < head.width(l + 1); ++k) {
                sum += weight[k * head.width(l) + j] * delta[l + 1][k];
            }
            delta[l][j] = slope(l, j) * sum;
        }
    }

    const auto rate = static_cast<float>(training.learning_rate);
    for (std::uint32_t l = training.first_trainable; l <= depth; ++l) {
        std::vector<float>& weight = values.at({Tensor::weight, l});
        std::vector<float>& bias = values.at({Tensor::bias, l});
        for (std::uint64_t j = 0; j < head.width(l); ++j) {
            for (std::uint64_t i = 0; i < head.width(l - 1); ++i) {
                weight[j * head.width(l - 1) + i] -= rate * (delta[l][j] * a[l - 1][i]);
            }
            bias[j] -= rate * delta[l][j];
        }
    }
}

}  // namespace deltasim
