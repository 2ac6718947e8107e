// SPDX-License-Identifier: MIT
#include "sim/steps/skip_binder.hpp"

#include <algorithm>
#include <utility>

namespace deltasim::sim
{

namespace
{

std::uint64_t coefficient(const schedule::AffineIndex& index, std::size_t loop)
{
    return loop < index.coefficients.size() ? index.coefficients[loop] : 0;
}

bool same_index(const schedule::AffineIndex& a, const schedule::AffineIndex& b)
{
    if (a.constant != b.constant) return false;
    for (std::size_t d = 0; d < std::max(a.coefficients.size(), b.coefficients.size()); ++d) {
        if (coefficient(a, d) != coefficient(b, d)) return false;
    }
    return true;
}

bool same_words(const schedule::Factor& a, const schedule::Factor& b)
{
    return a.tensor == b.tensor && a.stands_for == b.stands_for && a.per_lane == b.per_lane &&
           same_index(a.node, b.node);
}

bool stays_in(const schedule::AffineIndex& index, std::size_t depth)
{
    for (std::size_t d = depth; d < index.coefficients.size(); ++d) {
        if (index.coefficients[d] != 0) return false;
    }
    return true;
}

/// The operands of a step that belong to no product: the step needs them in any case.
std::vector<std::size_t> operands_besides(const schedule::Step& step)
{
    std::vector<std::size_t> besides;
    for (std::size_t o = 0; o < step.operands.size(); ++o) {
        const bool in_product = std::any_of(step.products.begin(), step.products.end(), [&](const auto& product) {
            return std::find(product.operands.begin(), product.operands.end(), o) != product.operands.end();
        });
        if (!in_product) besides.push_back(o);
    }
    return besides;
}

/// True if nothing of a step is left when all of its products are 0.
bool is_all_products(const schedule::Step& step)
{
    return step.unit == schedule::StepUnit::lanes && !step.products.empty() && operands_besides(step).empty();
}

/// True if a factor that is 0 makes the whole step needless.
bool stops(const schedule::Factor& factor, std::uint64_t lanes, const schedule::Step& step)
{
    return is_all_products(step) && (!factor.per_lane || step.lanes == lanes) &&
           std::all_of(step.products.begin(), step.products.end(), [&](const schedule::Product& product) {
               return !product.of_first_sample &&
                      std::any_of(product.factors.begin(), product.factors.end(),
                                  [&](const schedule::Factor& other) { return same_words(factor, other); });
           });
}

}  // namespace

void SkipBinder::bind() { bind_loop(nest_.nest->body, nest_.loops.size() - 1); }

std::size_t SkipBinder::bind_factor(const schedule::Factor& factor, const schedule::Step& step,
                                    const FactorSamples& samples)
{
    BoundFactor bound;
    bound.factor = &factor;
    bound.is_zero = setup_.zeros->find(factor.tensor);
    bound.lanes = factor.per_lane ? step.lanes : 1;
    schedule::AffineIndex position = factor.node;
    if (samples.all) {
        bound.samples = bound.is_zero->size() / factor.sample_words;
        bound.sample_words = factor.sample_words;
    } else {
        position = position + samples.index * factor.sample_words;
    }
    for (std::size_t d = 0; d < counts_.size(); ++d) bound.loops.push_back({coefficient(position, d), counts_[d]});
    nest_.factors.push_back(std::move(bound));
    nest_.at.positions.push_back(position.constant);
    return nest_.factors.size() - 1;
}

bool SkipBinder::is_tested(const schedule::Factor& factor) const
{
    return setup_.skip.tests(factor.stands_for) && setup_.zeros->find(factor.tensor) != nullptr;
}

/// `bound`: the number of the loop.
void SkipBinder::find_guards(const schedule::Loop& loop, std::size_t bound)
{
    const schedule::Step* first = nullptr;
    for_each_step_of_iteration(loop, [&](const schedule::Step& step, std::uint64_t) {
        if (first == nullptr) first = &step;
    });
    if (first == nullptr || first->products.empty()) return;
    const std::size_t depth = counts_.size();
    for (const schedule::Factor& factor : first->products.front().factors) {
        if (!is_tested(factor) || !stays_in(factor.node, depth) || coefficient(factor.node, depth - 1) == 0) continue;
        bool stops_all = true;
        bool one_sample = true;
        for_each_step_of_iteration(loop, [&](const schedule::Step& step, std::uint64_t) {
            stops_all = stops_all && stops(factor, first->lanes, step);
            one_sample = one_sample && same_index(step.sample, first->sample) && stays_in(step.sample, depth);
            for (const schedule::Product& product : step.products) one_sample = one_sample && !product.of_all_samples;
        });
        if (!stops_all) continue;
        nest_.loops[bound].guards.push_back(bind_factor(factor, *first, {!one_sample, first->sample}));
    }
}

void SkipBinder::bind_step(const schedule::Step& step, BoundStep& bound)
{
    if (step.products.empty() || step.rows > 0) return;
    const SkipCounters& counters = setup_.skip_counters[bound.executions];
    BoundSkip skip;
    skip.can_pass = is_all_products(step);
    skip.besides = operands_besides(step);
    skip.layout = counters;
    skip.counters = setup_.skipped + counters.first;
    std::vector<std::pair<const schedule::Factor*, bool>> tested;  // true: for all samples
    for (const schedule::Product& product : step.products) {
        BoundProduct of{&product, nest_.factors.size(), 0, 1};
        for (const schedule::Factor& factor : product.factors) {
            if (!is_tested(factor)) continue;
            const schedule::AffineIndex sample = product.of_first_sample ? schedule::AffineIndex{} : step.sample;
            const std::size_t f = bind_factor(factor, step, {product.of_all_samples, sample});
            of.samples = nest_.factors[f].samples;
            const auto known = std::find_if(tested.begin(), tested.end(),
                                            [&](const auto& other) { return same_words(*other.first, factor); });
            if (known == tested.end()) {
                tested.emplace_back(&factor, product.of_all_samples);
            } else {
                known->second = known->second && product.of_all_samples;
            }
        }
        of.end = nest_.factors.size();
        skip.products.push_back(of);
    }
    if (tested.empty()) return;
    for (const auto& [factor, of_all_samples] : tested) {
        const bool known = std::any_of(guards_.begin(), guards_.end(), [&, f = factor](std::size_t guard) {
            return same_words(*nest_.factors[guard].factor, *f);
        });
        if (known) continue;
        const std::uint64_t samples =
            of_all_samples ? setup_.zeros->find(factor->tensor)->size() / factor->sample_words : 1;
        skip.tests += samples * (factor->per_lane ? step.lanes : 1);
    }
    bound.skip = nest_.skips.size();
    nest_.skips.push_back(std::move(skip));
}

void SkipBinder::bind_loop(const schedule::Loop& loop, std::size_t index)
{
    const std::size_t first_factor = nest_.factors.size();
    const std::size_t first_skip = nest_.skips.size();
    const std::size_t outer_guards = guards_.size();
    if (!counts_.empty()) find_guards(loop, index);
    BoundLoop& bound = nest_.loops[index];
    guards_.insert(guards_.end(), bound.guards.begin(), bound.guards.end());
    for (std::size_t n = 0; n < bound.body.size(); ++n) {
        const BoundNode& node = bound.body[n];
        if (node.is_step) {
            bind_step(std::get<schedule::Step>(loop.body[n]), nest_.steps[node.index]);
            continue;
        }
        const auto& inner = std::get<schedule::Loop>(loop.body[n]);
        counts_.push_back(inner.count);
        bind_loop(inner, node.index);
        counts_.pop_back();
    }
    guards_.resize(outer_guards);
    if (counts_.empty()) return;
    for (std::size_t f = first_factor; f < nest_.factors.size(); ++f) {
        const std::uint64_t words = nest_.factors[f].loops[counts_.size() - 1].words;
        if (words != 0) bound.factor_strides.emplace_back(f, words);
    }
    if (bound.guards.empty()) return;
    bound.first_skip = first_skip;
    for_each_step_of_iteration(
        loop, [&](const schedule::Step&, std::uint64_t times) { bound.iteration_steps.push_back(times); });
}

}  // namespace deltasim::sim
