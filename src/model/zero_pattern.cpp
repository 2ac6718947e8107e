// SPDX-License-Identifier: MIT
#include "model/zero_pattern.hpp"

#include <cmath>
#include <random>

#include "core/counter_random.hpp"
#include "model/activation.hpp"
#include "model/reference_step.hpp"

namespace deltasim::model
{

namespace
{

/// Marks random words as 0 until only the given share of the candidates is left.
class Drawing
{
public:
    explicit Drawing(std::uint64_t seed) : seed_(seed) {}

    void thin(std::vector<bool>& is_zero, std::uint64_t samples, double share, std::uint64_t purpose) const
    {
        const std::size_t width = is_zero.size() / samples;
        for (std::uint64_t s = 0; s < samples; ++s) {
            std::mt19937_64 engine(mixed(mixed(seed_, purpose), s));
            std::vector<std::size_t> left;
            for (std::size_t i = s * width; i < (s + 1) * width; ++i) {
                if (!is_zero[i]) left.push_back(i);
            }
            const auto kept = static_cast<std::size_t>(std::llround(share * static_cast<double>(left.size())));
            for (; left.size() > kept; left.pop_back()) {
                std::swap(left[engine() % left.size()], left.back());
                is_zero[left.back()] = true;
            }
        }
    }

private:
    std::uint64_t seed_;
};

}  // namespace

ZeroPattern zeros_by_density(const Head& head, const Training& training, const Density& density)
{
    const Drawing draw(mixed(training.seed, 0x7A65726FU));
    ZeroPattern zeros;
    for (std::uint32_t l = 0; l <= head.depth(); ++l) {
        const std::uint64_t words = training.batch * head.width(l);
        std::vector<bool> activation(words, false);
        std::vector<bool> delta(words, false);
        const bool is_output = l == head.depth();
        if (!is_output) {
            draw.thin(activation, training.batch, l == 0 ? density.features : density.activation, 2 * l);
            zeros.set({Tensor::activation, l}, activation);
        }
        if (l < training.first_trainable) continue;
        if (!is_output && stops_at_zero(head.layer(l).activation)) delta = activation;
        draw.thin(delta, training.batch, is_output ? density.output_delta : density.delta, 2 * l + 1);
        zeros.set({Tensor::delta, l}, std::move(delta));
    }
    return zeros;
}

ZeroPattern zeros_at(const Head& head, const Training& training, std::uint64_t lanes, TensorValues values)
{
    run_training_step(head, training, lanes, values);
    ZeroPattern zeros;
    for (const auto& [tensor, words] : values) {
        const bool is_factor =
            (tensor.tensor == Tensor::activation && tensor.layer < head.depth()) || tensor.tensor == Tensor::delta;
        if (!is_factor || tensor.array != TensorArray::whole) continue;
        std::vector<bool> is_zero;
        is_zero.reserve(words.size());
        for (const float word : words) is_zero.push_back(word == 0.0F);
        zeros.set(tensor, std::move(is_zero));
    }
    return zeros;
}

}  // namespace deltasim::model
