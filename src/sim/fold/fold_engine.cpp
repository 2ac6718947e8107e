// SPDX-License-Identifier: MIT
#include "sim/fold/fold_engine.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "sim/fold/fold_costs.hpp"
#include "sim/fold/fold_groups.hpp"
#include "sim/fold/row_end_loops.hpp"

namespace deltasim::sim
{

namespace
{

/// Before any time.
constexpr Ticks never_checked{std::numeric_limits<std::int64_t>::min() / 4};

}  // namespace

FoldEngine::FoldEngine(StepIssuer& issuer, Counts& counts, std::size_t first_execution, FoldSettings settings,
                       Ticks hyperperiod, std::function<void(std::uint64_t)> progress)
    : issuer_(issuer), settings_(settings), progress_(std::move(progress)), machine_(issuer, hyperperiod),
      dram_(machine_.dram()), ledger_(counts, CounterPlaces(dram_, counts.size(), first_execution))
{
}

void FoldEngine::run_nest()
{
    find_convoys(issuer_.nest());
    group_between_bursts(issuer_.nest());
    const BoundNest& nest = issuer_.nest();
    loops_.clear();
    loops_.reserve(nest.loops.size());
    latest_check_ = never_checked;
    const std::vector<bool> before_row_ends = loops_before_row_ends(nest);
    std::uint32_t blocks = 0;
    std::map<std::string_view, std::uint32_t> first_blocks;  // by signature
    std::uint64_t like_banks = 1;
    std::uint64_t like_groups = 1;
    std::uint64_t end_step = 0;
    for (const BoundLoop& loop : nest.loops) {
        FoldLoop& fold_loop = loops_.emplace_back(issuer_, nest, loop, settings_.fewest_steps, loops_);
        if (issuer_.row_end_queue() && before_row_ends[loops_.size() - 1]) fold_loop.set_before_row_end();
        const auto [known, is_new] = first_blocks.try_emplace(fold_loop.signature(), blocks);
        fold_loop.number_blocks(known->second);
        if (is_new) blocks += static_cast<std::uint32_t>(fold_loop.blocks().size());
        like_banks = std::max(like_banks, fold_loop.like_banks());
        like_groups = std::max(like_groups, fold_loop.like_groups());
        if (!fold_loop.blocks().back().folds()) continue;
        end_step = std::max<std::uint64_t>(end_step, fold_loop.steps().first + fold_loop.steps().count);
    }
    const bool has_room = ledger_.begin_nest(like_banks, like_groups, end_step);
    if (!has_room || machine_.open_rows().size() > RowEffect::most_banks) {  // then it is stepped
        for (FoldLoop& loop : loops_) {
            for (FoldBlock& block : loop.blocks()) block.give_up();
        }
    }
    run_loop(nest.loops.size() - 1);
    forget();
}

void FoldEngine::run_loop(std::size_t index)
{
    FoldLoop& loop = loops_[index];
    const std::uint64_t count = loop.loop().count;
    if (loop.is_transfer()) ledger_.note_simulation();  // results may be written before it
    Place place;
    place.issue = machine_.present(loop);
    run_block(loop, loop.blocks().back(), place);
    make_concrete(loop, place);
    issuer_.nest().advance(loop.loop(), -count);
}

void FoldEngine::run_block(FoldLoop& loop, FoldBlock& block, Place& place)
{
    if (!block.pays()) return run_parts(loop, block, place);
    report_progress();
    forget_if_full(loop, place);
    const bool was_known = place.is_known();
    make_known(loop, place);
    BehaviourKey key{block.number, 0, place.state, no_deadlines};
    Behaviour behaviour;
    const bool found = find(loop, block, key, place, behaviour);
    std::uint64_t cost = lookup_cost + (was_known ? 0 : cost_of_encoding(place));
    if (found) {
        block.book_hit(cost);
        work_ += cost;
        return apply(loop, block.iterations(), behaviour, place);
    }
    const StateStore::Number wherever = address_class(loop, block, place.state, true);
    const Beginning& beginning = begin_block(place);
    const std::uint64_t before = work_;
    run_parts(loop, block, place);
    const std::uint64_t work = work_ - before;
    // The state in which it ends is that in which the next block begins.
    if (!place.is_known()) {
        make_known(loop, place);
        cost += cost_of_encoding(place);
    }
    remember(loop, block, key, wherever, beginning, place);
    cost += cost_of_remembering();
    block.book_miss(cost, work);
    work_ += cost;
    --begun_;
}

void FoldEngine::run_parts(FoldLoop& loop, const FoldBlock& block, Place& place)
{
    if (block.parts().empty()) return run_iterations(loop, block.iterations(), place);
    for (const FoldBlock::Part& part : block.parts()) {
        for (std::uint64_t i = 0; i < part.times; ++i) run_block(loop, loop.blocks()[part.block], place);
    }
}

/// Runs iterations on the machine itself; inner loops may fold.
void FoldEngine::run_iterations(FoldLoop& loop, std::uint64_t iterations, Place& place)
{
    make_concrete(loop, place);
    ledger_.note_simulation();
    for (std::uint64_t i = 0; i < iterations; ++i) run_iteration(loop.loop());
    work_ += iterations * loop.own_cost();
    // The drain would write the results first, too. Then they are not in the state in which the block ends.
    if (loop.loop().before_drain) issuer_.earliest_burst(true);
    report_progress();
    place.told_by = Place::ToldBy::machine;
    place.issue = machine_.present(loop);
}

void FoldEngine::run_iteration(const BoundLoop& loop)
{
    BoundNest& nest = issuer_.nest();
    const bool passed = issuer_.passes_over(loop);
    for (const BoundNode& node : loop.body) {
        if (passed) break;
        if (node.is_step) {
            issuer_.run_step(nest.steps[node.index]);
        } else if (loops_[node.index].is_stepped()) {
            step_loop(nest.loops[node.index]);
        } else {
            run_loop(node.index);
        }
    }
    nest.advance(loop, 1);
}

/// Runs a loop of few steps.
void FoldEngine::step_loop(const BoundLoop& loop)
{
    for (std::uint64_t i = 0; i < loop.count; ++i) run_iteration(loop);
    issuer_.nest().advance(loop, -loop.count);
}

/// Finds the behaviour for `key`. Sets the address class in the key, and the deadlines if they are needed to find or to
/// remember it.
bool FoldEngine::find(const FoldLoop& loop, const FoldBlock& block, BehaviourKey& key, const Place& place,
                      Behaviour& behaviour)
{
    if (block.keeps_convoys_apart && !machine_.holds_positions(place.state)) {
        key.address_class = address_class(loop, block, place.state, true);
        if (find_in_time(loop, block, key, place, behaviour)) return true;
    }
    key.address_class = address_class(loop, block, place.state, false);
    if (!find_in_time(loop, block, key, place, behaviour)) return false;
    convoys_met_ = true;
    return true;
}

bool FoldEngine::find_in_time(const FoldLoop& loop, const FoldBlock& block, BehaviourKey& key, const Place& place,
                              Behaviour& behaviour)
{
    const auto find_one = [&] {
        return memo_.find(key, behaviour) && machine_.agree(loop, block.iterations(), behaviour.rows);
    };
    if (!loop.with_dram() || dram_->next_deadline() == no_deadline) return find_one();
    key.deadlines = no_deadlines;
    const bool found = block.fits_between_deadlines && find_one();
    if (found && dram_->next_deadline() - place.issue > behaviour.latest_check) return true;
    key.deadlines = machine_.deadlines(place.issue);
    return find_one();
}

void FoldEngine::apply(const FoldLoop& loop, std::uint64_t iterations, const Behaviour& behaviour, Place& place)
{
    issuer_.time_limit().check_sum(place.issue, behaviour.elapsed);
    latest_check_ = std::max(latest_check_, place.issue + behaviour.latest_check);
    place.issue += behaviour.elapsed;
    place.state = behaviour.state;
    place.told_by = Place::ToldBy::number;
    issuer_.nest().advance(loop.loop(), iterations);
    folded_steps_ += behaviour.steps;
    ledger_.apply(behaviour.growth, loop.counter_place(issuer_.nest()));
    machine_.apply_row_effects(loop, behaviour.rows);
    if (behaviour.deadlines != no_deadlines) machine_.restore_deadlines(behaviour.deadlines, place.issue);
}

/// The reference is valid until the block has ended.
const FoldEngine::Beginning& FoldEngine::begin_block(const Place& place)
{
    take_checks();
    if (begun_ == beginnings_.size()) beginnings_.emplace_back();
    Beginning& beginning = beginnings_[begun_++];
    beginning.issue = place.issue;
    beginning.steps = issuer_.steps() + folded_steps_;
    beginning.next_deadline = dram_ != nullptr ? dram_->next_deadline() : no_deadline;
    beginning.outer_check = std::exchange(latest_check_, never_checked);
    beginning.outer_met = std::exchange(convoys_met_, machine_.holds_positions(place.state));
    beginning.generation = generation_;
    ledger_.begin_block();
    const std::span<const std::int64_t> rows = machine_.open_rows();
    beginning.rows.assign(rows.begin(), rows.end());
    return beginning;
}

void FoldEngine::remember(const FoldLoop& loop, FoldBlock& block, const BehaviourKey& key, StateStore::Number wherever,
                          const Beginning& beginning, const Place& place)
{
    take_checks();
    Behaviour behaviour;
    behaviour.elapsed = place.issue - beginning.issue;
    behaviour.latest_check = latest_check_ - beginning.issue;
    latest_check_ = std::max(latest_check_, beginning.outer_check);
    const bool met = convoys_met_ || machine_.holds_positions(place.state);
    convoys_met_ = met || beginning.outer_met;
    const bool is_forgotten = beginning.generation != generation_;  // so are the contents of the key
    if (is_forgotten || !machine_.find_row_effects(loop, beginning.rows, row_effects_)) return ledger_.drop_block();

    behaviour.steps = issuer_.steps() + folded_steps_ - beginning.steps;
    behaviour.state = place.state;
    BehaviourKey used = key;
    if (!met) {
        used.address_class = wherever;
        block.keeps_convoys_apart = true;
    }
    if (dram_ == nullptr || dram_->next_deadline() == beginning.next_deadline) {
        used.deadlines = no_deadlines;
        block.fits_between_deadlines = true;
    } else {
        behaviour.deadlines = machine_.deadlines(place.issue);
    }
    behaviour.growth = ledger_.end_block(loop.counter_place(issuer_.nest()), loop.steps());
    behaviour.rows = row_effects_;
    memo_.insert(used, behaviour);
}

/// Finds the number of the machine's state.
void FoldEngine::make_known(const FoldLoop& loop, Place& place)
{
    if (place.is_known()) return;
    place.issue = machine_.present(loop);
    place.state = machine_.number(loop);
    ledger_.note_simulation();  // the DRAM has advanced
    place.told_by = Place::ToldBy::both;
}

/// The cost of encoding the state at this place, which has just been done.
std::uint64_t FoldEngine::cost_of_encoding(const Place& place) const
{
    return state_cost + machine_.state_bytes(place.state) / state_bytes_a_unit +
           machine_.ports_seen() / state_ports_a_unit;
}

/// The cost of remembering the block that has just ended.
std::uint64_t FoldEngine::cost_of_remembering() const { return memory_cost + ledger_.own_changes() * change_cost; }

/// Puts the machine into the state at this place.
void FoldEngine::make_concrete(const FoldLoop& loop, Place& place)
{
    if (place.is_concrete()) return;
    machine_.restore(loop, place.state, place.issue);
    place.told_by = Place::ToldBy::both;
}

StateStore::Number FoldEngine::address_class(const FoldLoop& loop, const FoldBlock& block, StateStore::Number state,
                                             bool wherever)
{
    bytes_.clear();
    loop.write_address_class(block, issuer_.nest(), wherever, bytes_);
    if (machine_.holds_outer_operands(state)) loop.write_outer_places(issuer_.nest(), wherever, bytes_);
    return address_classes_.intern(bytes_.view());
}

/// Moves what the machine noted about deadlines and convoys into the account of the present block.
void FoldEngine::take_checks()
{
    convoys_met_ = issuer_.take_convoys_met() || convoys_met_;
    if (dram_ == nullptr) return;
    latest_check_ = std::max(latest_check_, dram_->latest_deadline_check());
    dram_->forget_deadline_checks();
}

/// Forgets behaviours that had no use first; if that does not help, everything.
void FoldEngine::forget_if_full(const FoldLoop& loop, Place& place)
{
    const auto bytes = [&] { return machine_.bytes() + address_classes_.bytes() + memo_.bytes() + ledger_.bytes(); };
    if (bytes() < settings_.memo_bytes) return;
    forget_unused();
    if (bytes() < settings_.memo_bytes / 2) return;
    make_concrete(loop, place);
    place.told_by = Place::ToldBy::machine;
    forget();
}

void FoldEngine::forget_unused()
{
    memo_.forget_unused();
    std::vector<bool> growths(ledger_.growths());
    memo_.each_growth([&](GrowthStore::Number growth) { growths[growth] = true; });
    const std::vector<GrowthStore::Number> numbers = ledger_.keep(std::move(growths));
    memo_.each_growth([&](GrowthStore::Number& growth) { growth = numbers[growth]; });
}

void FoldEngine::forget()
{
    machine_.clear();
    address_classes_.clear();
    memo_.clear();
    ledger_.settle();
    ++generation_;
}

void FoldEngine::report_progress()
{
    constexpr std::uint64_t interval = 1U << 12U;
    if (++operations_ % interval == 0 && progress_) progress_(issuer_.steps() + folded_steps_);
}

}  // namespace deltasim::sim
