// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/steps/step_issuer.hpp"

// The part of StepIssuer that skips work which a 0 makes needless.
//
// - The controller has one bit for every activation and every delta, which says whether it is 0. It tests the bit when
// the loops come to another word, before it requests anything.
// - A word that is a factor of all steps of an iteration is tested at the beginning of the iteration. If it is 0, for
// all samples of the iteration, the iteration is skipped in one clock of the controller.
// - Other words are tested step by step. A step of which no lane needs anything is skipped in one clock. Any other step
// takes its full time; lanes without a product request no words and count no operations. Steps are not packed into
// fewer ones.
// - Words that lanes do not read count as 0, and words that they do not write do not change.

namespace deltasim::sim
{

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
        needless = needless || factor.all_zero(nest_.at.positions[guard]);
    }
    if (!needless) return false;
    // The steps inside have consecutive numbers.
    for (std::size_t i = 0; i < loop.iteration_steps.size(); ++i) {
        nest_.skips[loop.first_skip + i].counters[SkipCounters::passed] += loop.iteration_steps[i];
    }
    pass();
    return true;
}

/// True if a product is not 0 in a lane, for any of its samples.
bool StepIssuer::is_needed(const BoundProduct& product, std::uint64_t lane) const
{
    if (product.first == product.end) return true;
    for (std::uint64_t s = 0; s < product.samples; ++s) {
        bool is_zero = false;
        for (std::size_t f = product.first; f < product.end && !is_zero; ++f) {
            const BoundFactor& factor = nest_.factors[f];
            const std::uint64_t word = nest_.at.positions[f] + s * factor.sample_words;
            is_zero = (*factor.is_zero)[word + (factor.lanes > 1 ? lane : 0)];
        }
        if (!is_zero) return true;
    }
    return false;
}

/// Finds what each lane needs, and counts what it does not need. Returns true if anything is needed.
bool StepIssuer::find_needs(const BoundStep& step)
{
    const BoundSkip& skip = nest_.skips[step.skip];
    const std::size_t operands = step.step->operands.size();
    needs_.lanes = step.step->lanes;
    needs_.words.assign(operands * needs_.lanes, 0);
    idle_.assign(skip.products.size(), 0);
    bool any = !skip.can_pass;
    for (const std::size_t o : skip.besides) std::fill_n(needs_.of(o), needs_.lanes, 1);
    for (std::size_t p = 0; p < skip.products.size(); ++p) {
        const BoundProduct& product = skip.products[p];
        for (std::uint64_t lane = 0; lane < needs_.lanes; ++lane) {
            if (!is_needed(product, lane)) {
                ++idle_[p];
                continue;
            }
            any = true;
            for (const std::size_t o : product.product->operands) needs_.of(o)[lane] = 1;
        }
    }
    return any;
}

void StepIssuer::run_skipping_step(const BoundStep& step)
{
    const BoundSkip& skip = nest_.skips[step.skip];
    skip.counters[SkipCounters::tests] += skip.tests;
    if (!find_needs(step)) {
        ++skip.counters[SkipCounters::passed];
        pass();
        move_values(step);
        return;
    }
    for (std::size_t p = 0; p < idle_.size(); ++p) skip.counters[SkipCounters::idle(p)] += idle_[p];
    for (std::size_t o = 0; o < step.step->operands.size(); ++o) {
        const auto* const needs = needs_.of(o);
        const auto needed = static_cast<std::uint64_t>(std::count(needs, needs + needs_.lanes, 1));
        skip.counters[skip.layout.spared(o)] += needs_.lanes - needed;
        if (needed == 0) ++skip.counters[skip.layout.untouched(o)];
    }
    run_masked_step(step);
    move_values(step);
    ++setup_.executions[step.executions];
    ++steps_;
}

}  // namespace deltasim::sim
