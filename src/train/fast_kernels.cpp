// SPDX-License-Identifier: MIT
#include "train/fast_kernels.hpp"

#include <algorithm>

#include "core/half_precision.hpp"

// Compiled for processors with AVX-512, with AVX2, and with neither; none of these versions contracts a product and a
// sum.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define DELTASIM_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define DELTASIM_CLONES
#endif

namespace deltasim::train
{

namespace
{

// How two words are multiplied, and what holds their sums; see Products.
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
/// Products of at most 16 bits, which are exact.
struct InWhole {
    using Sum = double;
    [[gnu::always_inline]] static double product(float x, float y)
    {
        return static_cast<double>(x) * static_cast<double>(y);
    }
};

constexpr std::size_t wide = 16;  ///< columns of a panel, side by side
constexpr std::size_t deep = 4;   ///< samples side by side

/// Sixteen words that are added and multiplied separately; their memory need not be aligned.
using Words = float __attribute__((vector_size(wide * sizeof(float)), aligned(alignof(float)), may_alias));

/// Sums of a panel for `depth` samples. Every product and every sum is rounded separately. Writes the first `columns`
/// of each.
template <class Rule, std::size_t depth>
struct Panel {
    using Sum = typename Rule::Sum;

    [[gnu::always_inline]] static void sum(const float* x, const float* panel, const RowOrder& order,
                                           const float* start, std::size_t columns, float* sums, std::size_t stride)
    {
        constexpr bool whole = std::is_same_v<Sum, double>;
        Sum total[depth][wide] = {};
        for (std::size_t s = 0; s < depth; ++s) {
            for (std::size_t j = 0; j < columns && start != nullptr && !whole; ++j) {
                total[s][j] = static_cast<Sum>(start[j]);
            }
        }
        std::size_t k = 0;
        if (order.carried > 0) {
            Sum carried[depth][wide] = {};
            add_runs(x, panel, order, 0, order.carried, k, carried);
            add(carried, total);
        }
        add_runs(x, panel, order, order.carried, order.runs.size(), k, total);
        for (std::size_t s = 0; s < depth; ++s) {
            for (std::size_t j = 0; j < columns; ++j) {
                sums[s * stride + j] = static_cast<float>(total[s][j]);
                if (whole && start != nullptr) sums[s * stride + j] = start[j] + sums[s * stride + j];
            }
        }
    }

private:
    [[gnu::always_inline]] static void add(const Sum (&partial)[depth][wide], Sum (&total)[depth][wide])
    {
        for (std::size_t s = 0; s < depth; ++s) {
            for (std::size_t j = 0; j < wide; ++j) total[s][j] += partial[s][j];
        }
    }

    /// Adds the partial sums from `first` to `last` - 1, whose rows begin at `k`.
    [[gnu::always_inline]] static void add_runs(const float* x, const float* panel, const RowOrder& order,
                                                std::size_t first, std::size_t last, std::size_t& k,
                                                Sum (&total)[depth][wide])
    {
        const std::size_t rows = order.columns.size();
        for (std::size_t r = first; r < last; ++r) {
            Sum partial[depth][wide] = {};
            for (const std::size_t end = k + order.runs[r]; k < end; ++k) {
                for (std::size_t s = 0; s < depth; ++s) {
                    const float word = x[s * rows + k];
                    for (std::size_t j = 0; j < wide; ++j) partial[s][j] += Rule::product(word, panel[k * wide + j]);
                }
            }
            add(partial, total);
        }
    }
};

/// The same in fp32, where a row of the panel is one vector.
template <std::size_t depth>
struct Panel<InFp32, depth> {
    [[gnu::always_inline]] static void sum(const float* x, const float* panel, const RowOrder& order,
                                           const float* start, std::size_t columns, float* sums, std::size_t stride)
    {
        Words total[depth] = {};
        for (std::size_t s = 0; s < depth; ++s) {
            for (std::size_t j = 0; j < columns && start != nullptr; ++j) total[s][j] = start[j];
        }
        std::size_t k = 0;
        if (order.carried > 0) {
            Words carried[depth] = {};
            add_runs(x, panel, order, 0, order.carried, k, carried);
            for (std::size_t s = 0; s < depth; ++s) total[s] += carried[s];
        }
        add_runs(x, panel, order, order.carried, order.runs.size(), k, total);
        for (std::size_t s = 0; s < depth; ++s) {
            for (std::size_t j = 0; j < columns; ++j) sums[s * stride + j] = total[s][j];
        }
    }

private:
    [[gnu::always_inline]] static void add_runs(const float* x, const float* panel, const RowOrder& order,
                                                std::size_t first, std::size_t last, std::size_t& k,
                                                Words (&total)[depth])
    {
        const std::size_t rows = order.columns.size();
        for (std::size_t r = first; r < last; ++r) {
            Words partial[depth] = {};
            for (const std::size_t end = k + order.runs[r]; k < end; ++k) {
                const Words row = *reinterpret_cast<const Words*>(panel + k * wide);
                for (std::size_t s = 0; s < depth; ++s) partial[s] += x[s * rows + k] * row;
            }
            for (std::size_t s = 0; s < depth; ++s) total[s] += partial[s];
        }
    }
};

template <class Rule>
[[gnu::always_inline]] inline void sum_all(const SumTask& task, SumSpace& space)
{
    const std::size_t rows = task.rows();
    const std::vector<std::uint32_t>& order = task.order.columns;
    space.x.resize(task.samples * rows);
    for (std::size_t s = 0; s < task.samples; ++s) {
        for (std::size_t k = 0; k < rows; ++k) space.x[s * rows + k] = task.x[s * rows + order[k]];
    }
    space.panel.assign(rows * wide, 0.0F);
    for (std::size_t first = 0; first < task.columns; first += wide) {
        const std::size_t columns = std::min(wide, task.columns - first);
        float* const panel = space.panel.data();
        for (std::size_t k = 0; k < rows; ++k) {
            for (std::size_t j = 0; j < columns; ++j) panel[k * wide + j] = task.at(order[k], first + j);
        }
        const float* const start = task.start == nullptr ? nullptr : task.start + first;
        float* const sums = task.sums + first;
        std::size_t s = 0;
        for (; s + deep <= task.samples; s += deep) {
            Panel<Rule, deep>::sum(space.x.data() + s * rows, panel, task.order, start, columns,
                                   sums + s * task.columns, task.columns);
        }
        for (; s < task.samples; ++s) {
            Panel<Rule, 1>::sum(space.x.data() + s * rows, panel, task.order, start, columns, sums + s * task.columns,
                                task.columns);
        }
    }
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

DELTASIM_CLONES void sum_fp32(const SumTask& task, SumSpace& space) { sum_all<InFp32>(task, space); }
DELTASIM_CLONES void sum_fp16(const SumTask& task, SumSpace& space) { sum_all<InFp16>(task, space); }
DELTASIM_CLONES void sum_bf16(const SumTask& task, SumSpace& space) { sum_all<InBf16>(task, space); }
DELTASIM_CLONES void sum_whole(const SumTask& task, SumSpace& space) { sum_all<InWhole>(task, space); }
DELTASIM_CLONES void gradients_fp32(const GradientTask& task) { gradients_of_row<InFp32>(task); }
DELTASIM_CLONES void gradients_fp16(const GradientTask& task) { gradients_of_row<InFp16>(task); }
DELTASIM_CLONES void gradients_bf16(const GradientTask& task) { gradients_of_row<InBf16>(task); }
DELTASIM_CLONES void gradients_whole(const GradientTask& task) { gradients_of_row<InWhole>(task); }

/// Sums whose products Products itself rounds: for int16, in which few heads are trained. The sums are exact in any
/// order.
void sum_by_rule(const model::Products& products, const SumTask& task)
{
    const std::size_t rows = task.rows();
    for (std::size_t s = 0; s < task.samples; ++s) {
        for (std::size_t j = 0; j < task.columns; ++j) {
            model::RowEnd row(products, task.start == nullptr ? 0.0F : task.start[j]);
            double sum = 0.0;
            for (std::size_t i = 0; i < rows; ++i) products.add(sum, products(task.x[s * rows + i], task.at(i, j)));
            row.add(sum);
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

void sum_rows(const model::Products& products, const SumTask& task, SumSpace& space)
{
    switch (products.precision) {
    case Precision::fp32: return sum_fp32(task, space);
    case Precision::fp16: return sum_fp16(task, space);
    case Precision::bf16: return sum_bf16(task, space);
    case Precision::int8: return sum_whole(task, space);
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
