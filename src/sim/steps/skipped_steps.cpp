// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/steps/step_issuer.hpp"

// The part of StepIssuer that passes over what a 0 makes needless.
//
// - A bit of every activation and every delta, in the controller, says whether it is 0. It is tested where the loops
//   come to another word, before anything is asked for.
// - A word that all steps of an iteration have as a factor is tested at its beginning. Is it 0, for all samples that
//   the iteration goes through, the iteration is passed over, in one clock of the controller.
// - Other words are tested step by step. A step nothing of which is needed in any lane is passed over, in a clock. Else
//   it takes its time, and lanes without a product ask for no words and count no operations. What is needed is not
//   moved together into fewer steps.
// - What lanes do not read is 0 to them, and what they do not write stays as it is.

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

/// The operands of a step that are in no product: it needs them whatever is 0.
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

/// Whether nothing of a step is left where all of its products are 0.
bool is_all_products(const schedule::Step& step)
{
    return step.unit == schedule::StepUnit::lanes && !step.products.empty() && operands_besides(step).empty();
}

/// Whether a factor makes all of a step needless.
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

std::size_t StepIssuer::bind_factor(const schedule::Factor& factor, const schedule::Step& step,
                                    const FactorSamples& samples, const std::vector<std::uint64_t>& counts)
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
    position.coefficients.resize(counts.size(), 0);
    bound.coefficients = position.coefficients;
    bound.loop_counts = counts;
    nest_.factors.push_back(std::move(bound));
    nest_.positions.push_back(position.constant);
    return nest_.factors.size() - 1;
}

bool StepIssuer::is_tested(const schedule::Factor& factor) const
{
    return setup_.skip.tests(factor.stands_for) && setup_.zeros->find(factor.tensor) != nullptr;
}

/// `counts`: of the loops around the loop's body, its own the last.
void StepIssuer::find_guards(const schedule::Loop& loop, std::size_t bound, const std::vector<std::uint64_t>& counts)
{
    const schedule::Step* first = nullptr;
    for_each_step_of_iteration(loop, [&](const schedule::Step& step, std::uint64_t) {
        if (first == nullptr) first = &step;
    });
    if (first == nullptr || first->products.empty()) return;
    const std::size_t depth = counts.size();
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
        nest_.loops[bound].guards.push_back(bind_factor(factor, *first, {!one_sample, first->sample}, counts));
    }
}

void StepIssuer::bind_skip(const schedule::Step& step, BoundStep& bound, const std::vector<std::uint64_t>& counts,
                           const std::vector<std::size_t>& guards)
{
    if (step.products.empty() || step.rows > 0) return;
    const SkipCounters& counters = setup_.skip_counters[bound.executions];
    BoundSkip skip;
    skip.can_pass = is_all_products(step);
    skip.besides = operands_besides(step);
    skip.layout = counters;
    skip.counters = setup_.skipped + counters.first;
    std::vector<std::pair<const schedule::Factor*, bool>> tested;  // and whether of all samples
    for (const schedule::Product& product : step.products) {
        BoundProduct of{&product, nest_.factors.size(), 0, 1};
        for (const schedule::Factor& factor : product.factors) {
            if (!is_tested(factor)) continue;
            const schedule::AffineIndex sample = product.of_first_sample ? schedule::AffineIndex{} : step.sample;
            const std::size_t f = bind_factor(factor, step, {product.of_all_samples, sample}, counts);
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
        const bool known = std::any_of(guards.begin(), guards.end(), [&, f = factor](std::size_t guard) {
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

void StepIssuer::bind_skips(const schedule::Loop& loop, std::size_t index, std::vector<std::uint64_t>& counts,
                            std::vector<std::size_t>& guards)
{
    const std::size_t first_factor = nest_.factors.size();
    const std::size_t first_skip = nest_.skips.size();
    const std::size_t outer_guards = guards.size();
    if (!counts.empty()) find_guards(loop, index, counts);
    BoundLoop& bound = nest_.loops[index];
    guards.insert(guards.end(), bound.guards.begin(), bound.guards.end());
    for (std::size_t n = 0; n < bound.body.size(); ++n) {
        const BoundNode& node = bound.body[n];
        if (node.is_step) {
            bind_skip(std::get<schedule::Step>(loop.body[n]), nest_.steps[node.index], counts, guards);
            continue;
        }
        const auto& inner = std::get<schedule::Loop>(loop.body[n]);
        counts.push_back(inner.count);
        bind_skips(inner, node.index, counts, guards);
        counts.pop_back();
    }
    guards.resize(outer_guards);
    if (counts.empty()) return;
    for (std::size_t f = first_factor; f < nest_.factors.size(); ++f) {
        const std::uint64_t words = nest_.factors[f].coefficients[counts.size() - 1];
        if (words != 0) bound.factor_strides.emplace_back(f, words);
    }
    if (bound.guards.empty()) return;
    bound.first_skip = first_skip;
    for_each_step_of_iteration(
        loop, [&](const schedule::Step&, std::uint64_t times) { bound.iteration_steps.push_back(times); });
}

void StepIssuer::pass()
{
    state_.last_issue = clock_.edge_at_or_after(state_.last_issue + clock_.period());
    setup_.time_limit.check(state_.last_issue);
    state_.account.pass(state_.last_issue);
}

bool StepIssuer::tests_as_needless(const BoundLoop& loop)
{
    bool needless = false;
    for (const std::size_t guard : loop.guards) {
        const BoundFactor& factor = nest_.factors[guard];
        nest_.skips[loop.first_skip].counters[SkipCounters::tests] += factor.words();
        needless = needless || factor.all_zero(nest_.positions[guard]);
    }
    if (!needless) return false;
    // All steps inside are numbered one after the other.
    for (std::size_t i = 0; i < loop.iteration_steps.size(); ++i) {
        nest_.skips[loop.first_skip + i].counters[SkipCounters::passed] += loop.iteration_steps[i];
    }
    pass();
    return true;
}

/// Whether a product is not 0 in a lane, for any of its samples.
bool StepIssuer::is_needed(const BoundProduct& product, std::uint64_t lane) const
{
    if (product.first == product.end) return true;
    for (std::uint64_t s = 0; s < product.samples; ++s) {
        bool is_zero = false;
        for (std::size_t f = product.first; f < product.end && !is_zero; ++f) {
            const BoundFactor& factor = nest_.factors[f];
            const std::uint64_t word = nest_.positions[f] + s * factor.sample_words;
            is_zero = (*factor.is_zero)[word + (factor.lanes > 1 ? lane : 0)];
        }
        if (!is_zero) return true;
    }
    return false;
}

/// Finds what each lane needs, and counts what it does not. Returns whether anything is needed at all.
bool StepIssuer::find_needs(const BoundStep& step, std::vector<std::uint64_t>& idle)
{
    const BoundSkip& skip = nest_.skips[step.skip];
    const std::size_t operands = step.step->operands.size();
    masked_lanes_ = step.step->lanes;
    needs_.assign(operands * masked_lanes_, 0);
    idle.assign(skip.products.size(), 0);
    bool any = !skip.can_pass;
    for (const std::size_t o : skip.besides) std::fill_n(needs_.data() + o * masked_lanes_, masked_lanes_, 1);
    for (std::size_t p = 0; p < skip.products.size(); ++p) {
        const BoundProduct& product = skip.products[p];
        for (std::uint64_t lane = 0; lane < masked_lanes_; ++lane) {
            if (!is_needed(product, lane)) {
                ++idle[p];
                continue;
            }
            any = true;
            for (const std::size_t o : product.product->operands) needs_[o * masked_lanes_ + lane] = 1;
        }
    }
    return any;
}

void StepIssuer::run_skipping_step(const BoundStep& step)
{
    const BoundSkip& skip = nest_.skips[step.skip];
    skip.counters[SkipCounters::tests] += skip.tests;
    if (!find_needs(step, idle_)) {
        ++skip.counters[SkipCounters::passed];
        pass();
        if (setup_.value_bytes > 0) run_values(step);
        return;
    }
    for (std::size_t p = 0; p < idle_.size(); ++p) skip.counters[SkipCounters::idle(p)] += idle_[p];
    for (std::size_t o = 0; o < step.step->operands.size(); ++o) {
        const auto* const needs = needs_.data() + o * masked_lanes_;
        const auto needed = static_cast<std::uint64_t>(std::count(needs, needs + masked_lanes_, 1));
        skip.counters[skip.layout.spared(o)] += masked_lanes_ - needed;
        if (needed == 0) ++skip.counters[skip.layout.untouched(o)];
    }
    run_masked_step(step);
    if (setup_.value_bytes > 0) run_values(step);
    ++setup_.executions[step.executions];
    ++steps_;
}

}  // namespace deltasim::sim
