// SPDX-License-Identifier: MIT
#include "train/fast_kernels.hpp"

#include <algorithm>

#include "core/half_precision.hpp"

// Compiled for processors with and without AVX2, neither of which contracts a product and a sum.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define DELTASIM_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define DELTASIM_CLONES
#endif

namespace deltasim::train
{

namespace
{

// How two words are multiplied and what holds their sums; see Products.
struct InFp32 {
    using Sum = float;
    [[gnu::always_inline]] static float product(float x, float y) { return x * y; }
};
struct InFp16 {
    using Sum = float;
    [[gnu::always_inline]] static float product(float x, float y) { return round_to_fp16(x * y); }
};
struct InBf16 {
    using Sum = float;
    [[gnu::always_inline]] static float product(float x, float y) { return round_to_bf16(x * y); }
};
/// Products of 16 bits at most, which are exact.
struct InWhole {
    using Sum = double;
    [[gnu::always_inline]] static double product(float x, float y)
    {
        return static_cast<double>(x) * static_cast<double>(y);
    }
};

constexpr std::size_t wide = 16;  ///< sums of a sample side by side
constexpr std::size_t deep = 4;   ///< samples side by side

/// The columns from `first` on, `width` of them, of `depth` samples from `sample` on.
template <class Rule, std::size_t width, std::size_t depth>
[[gnu::always_inline]] inline void sum_block(const SumTask& task, std::size_t sample, std::size_t first)
{
    using Sum = typename Rule::Sum;
    constexpr bool whole = std::is_same_v<Sum, double>;
    const std::size_t lanes = whole ? 1 : std::min(task.lanes, task.rows);
    Sum total[depth][width];
    for (std::size_t s = 0; s < depth; ++s) {
        for (std::size_t j = 0; j < width; ++j) {
            total[s][j] = whole || task.start == nullptr ? Sum(0) : static_cast<Sum>(task.start[first + j]);
        }
    }
    for (std::size_t p = 0; p < lanes; ++p) {
        Sum partial[depth][width] = {};
        for (std::size_t i = p; i < task.rows; i += lanes) {
            const float* const row = task.matrix + i * task.columns + first;
            for (std::size_t s = 0; s < depth; ++s) {
                const float x = task.x[(sample + s) * task.rows + i];
                for (std::size_t j = 0; j < width; ++j) partial[s][j] += Rule::product(x, row[j]);
            }
        }
        for (std::size_t s = 0; s < depth; ++s) {
            for (std::size_t j = 0; j < width; ++j) total[s][j] += partial[s][j];
        }
    }
    for (std::size_t s = 0; s < depth; ++s) {
        float* const sums = task.sums + (sample + s) * task.columns + first;
        for (std::size_t j = 0; j < width; ++j) {
            sums[j] = static_cast<float>(total[s][j]);
            if (whole && task.start != nullptr) sums[j] = task.start[first + j] + sums[j];
        }
    }
}

template <class Rule, std::size_t depth>
[[gnu::always_inline]] inline void sum_samples(const SumTask& task, std::size_t sample)
{
    std::size_t first = 0;
    for (; first + wide <= task.columns; first += wide) sum_block<Rule, wide, depth>(task, sample, first);
    for (; first + 4 <= task.columns; first += 4) sum_block<Rule, 4, depth>(task, sample, first);
    for (; first < task.columns; ++first) sum_block<Rule, 1, depth>(task, sample, first);
}

template <class Rule>
[[gnu::always_inline]] inline void sum_all(const SumTask& task)
{
    std::size_t sample = 0;
    for (; sample + deep <= task.samples; sample += deep) sum_samples<Rule, deep>(task, sample);
    for (; sample < task.samples; ++sample) sum_samples<Rule, 1>(task, sample);
}

template <class Rule, std::size_t width>
[[gnu::always_inline]] inline void gradient_block(const GradientTask& task, std::size_t first)
{
    typename Rule::Sum sum[width];
    for (std::size_t i = 0; i < width; ++i) sum[i] = Rule::product(task.deltas[0], task.inputs[first + i]);
    for (std::size_t s = 1; s < task.samples; ++s) {
        const float delta = task.deltas[s * task.delta_stride];
        const float* const inputs = task.inputs + s * task.columns + first;
        for (std::size_t i = 0; i < width; ++i) sum[i] += Rule::product(delta, inputs[i]);
    }
    for (std::size_t i = 0; i < width; ++i) task.gradients[first + i] = static_cast<float>(sum[i]);
}

template <class Rule>
[[gnu::always_inline]] inline void gradients_of_row(const GradientTask& task)
{
    constexpr std::size_t chunk = 4 * wide;
    std::size_t first = 0;
    for (; first + chunk <= task.columns; first += chunk) gradient_block<Rule, chunk>(task, first);
    for (; first + 8 <= task.columns; first += 8) gradient_block<Rule, 8>(task, first);
    for (; first < task.columns; ++first) gradient_block<Rule, 1>(task, first);
}

DELTASIM_CLONES void sum_fp32(const SumTask& task) { sum_all<InFp32>(task); }
DELTASIM_CLONES void sum_fp16(const SumTask& task) { sum_all<InFp16>(task); }
DELTASIM_CLONES void sum_bf16(const SumTask& task) { sum_all<InBf16>(task); }
DELTASIM_CLONES void sum_whole(const SumTask& task) { sum_all<InWhole>(task); }
DELTASIM_CLONES void gradients_fp32(const GradientTask& task) { gradients_of_row<InFp32>(task); }
DELTASIM_CLONES void gradients_fp16(const GradientTask& task) { gradients_of_row<InFp16>(task); }
DELTASIM_CLONES void gradients_bf16(const GradientTask& task) { gradients_of_row<InBf16>(task); }
DELTASIM_CLONES void gradients_whole(const GradientTask& task) { gradients_of_row<InWhole>(task); }

/// Sums whose products are rounded as Products does it, in its own words: int16, which few train in.
void sum_by_rule(const model::Products& products, const SumTask& task)
{
    const std::size_t lanes = std::min(task.lanes, task.rows);
    for (std::size_t s = 0; s < task.samples; ++s) {
        for (std::size_t j = 0; j < task.columns; ++j) {
            model::RowEnd row(products, task.start == nullptr ? 0.0F : task.start[j]);
            for (std::size_t p = 0; p < lanes; ++p) {
                double partial = 0.0;
                for (std::size_t i = p; i < task.rows; i += lanes) {
                    products.add(partial, products(task.x[s * task.rows + i], task.matrix[i * task.columns + j]));
                }
                row.add(partial);
            }
            task.sums[s * task.columns + j] = row.z();
        }
    }
}

void gradients_by_rule(const model::Products& products, const GradientTask& task)
{
    for (std::size_t i = 0; i < task.columns; ++i) {
        double sum = static_cast<double>(products(task.deltas[0], task.inputs[i]));
        for (std::size_t s = 1; s < task.samples; ++s) {
            products.add(sum, products(task.deltas[s * task.delta_stride], task.inputs[s * task.columns + i]));
        }
        task.gradients[i] = static_cast<float>(sum);
    }
}

}  // namespace

void sum_rows(const model::Products& products, const SumTask& task)
{
    switch (products.precision) {
    case Precision::fp32: return sum_fp32(task);
    case Precision::fp16: return sum_fp16(task);
    case Precision::bf16: return sum_bf16(task);
    case Precision::int8: return sum_whole(task);
    case Precision::int16: return sum_by_rule(products, task);
    }
}

void sum_gradients(const model::Products& products, const GradientTask& task)
{
    switch (products.precision) {
    case Precision::fp32: return gradients_fp32(task);
    case Precision::fp16: return gradients_fp16(task);
    case Precision::bf16: return gradients_bf16(task);
    case Precision::int8: return gradients_whole(task);
    case Precision::int16: return gradients_by_rule(products, task);
    }
}

DELTASIM_CLONES void descend(float* weights, const float* gradients, std::size_t count, float share, float rate,
                             float decay)
{
    if (decay != 0.0F) {
        for (std::size_t i = 0; i < count; ++i) {
            const float decayed = decay * weights[i];
            const float gradient = gradients[i] * share + decayed;
            weights[i] = weights[i] - rate * gradient;
        }
        return;
    }
    for (std::size_t i = 0; i < count; ++i) weights[i] = weights[i] - rate * (gradients[i] * share);
}

}  // namespace deltasim::train
