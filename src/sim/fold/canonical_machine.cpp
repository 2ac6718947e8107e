// SPDX-License-Identifier: MIT
#include "sim/fold/canonical_machine.hpp"

#include <algorithm>

namespace deltasim::sim
{

CanonicalMachine::CanonicalMachine(StepIssuer& issuer, Ticks hyperperiod) : issuer_(issuer), hyperperiod_(hyperperiod)
{
    for (const MemoryPort& port : issuer.memories()) {
        if (port.dram != nullptr) dram_ = port.dram;
    }
}

Ticks CanonicalMachine::present(const FoldLoop& loop)
{
    return loop.is_transfer() ? issuer_.earliest_burst(loop.drains()) : issuer_.last_issue();
}

/// Where a time lies among the edges of all clocks. Time 0 is like no other: refreshes of eDRAM begin after it
/// (serving_clocks.hpp).
std::int64_t CanonicalMachine::phase(Ticks time) const
{
    return time > Ticks(0) ? time.value() % hyperperiod_.value() : hyperperiod_.value() - time.value();
}

StateStore::Number CanonicalMachine::number(const FoldLoop& loop)
{
    origin_.issue = present(loop);
    origin_.last_issue = issuer_.last_issue();
    origin_.request = issuer_.last_request();
    if (loop.is_transfer() && !loop.drains()) origin_.request = std::max(origin_.request, origin_.issue);
    if (loop.with_dram()) {
        origin_.clock = dram_->clock().cycle_at_or_after(origin_.request);
        dram_->advance(dram_->clock().ticks(origin_.clock));
    }
    loop.set_addresses(issuer_.nest(), origin_);
    bytes_.clear();
    bytes_.append(char{0});  // the flags
    StateEncoder encoder(origin_, bytes_);
    encoder.number(phase(origin_.issue));
    if (loop.with_dram()) encoder.exact_time(origin_.request);
    // Refreshes hold the DRAM from times on that are told from the last issue.
    if (loop.with_dram() && loop.is_transfer()) encoder.exact_time(origin_.last_issue);
    issuer_.encode(encoder, loop.parts());
    ports_seen_ = encoder.ports_seen();
    bytes_.set_first(static_cast<char>((encoder.holds_positions() ? has_positions : 0) |
                                       (encoder.holds_outer_operands() ? has_outer_operands : 0)));
    return states_.intern(bytes_.view());
}

void CanonicalMachine::restore(const FoldLoop& loop, StateStore::Number state, Ticks issue)
{
    origin_.issue = issue;
    origin_.last_issue = loop.is_transfer() ? issuer_.last_issue() : issue;
    loop.set_addresses(issuer_.nest(), origin_);
    StateDecoder decoder(origin_, states_[state].subspan(1));
    std::int64_t phase = 0;
    decoder.number(phase);
    if (loop.with_dram()) {
        decoder.exact_time(origin_.request);
        origin_.clock = dram_->clock().cycle_at_or_after(origin_.request);
        issuer_.set_last_request(origin_.request);
    }
    if (loop.with_dram() && loop.is_transfer()) {
        Ticks last_issue{0};
        decoder.exact_time(last_issue);
    }
    if (!loop.is_transfer()) issuer_.set_last_issue(issue);
    issuer_.decode(decoder, loop.parts());
}

StateStore::Number CanonicalMachine::deadlines(Ticks issue)
{
    if (issue == numbered_issue_ && dram_->next_deadline() == numbered_deadline_) return numbered_;
    origin_.clock = dram_->clock().cycle_at_or_after(issue);
    bytes_.clear();
    StateEncoder encoder(origin_, bytes_);
    dram_->encode_deadlines(encoder);
    numbered_issue_ = issue;
    numbered_deadline_ = dram_->next_deadline();
    numbered_ = states_.intern(bytes_.view());
    return numbered_;
}

void CanonicalMachine::restore_deadlines(StateStore::Number deadlines, Ticks issue)
{
    origin_.clock = dram_->clock().cycle_at_or_after(issue);
    StateDecoder decoder(origin_, states_[deadlines]);
    dram_->decode_deadlines(decoder);
}

std::span<const std::int64_t> CanonicalMachine::open_rows() const
{
    return dram_ != nullptr ? dram_->open_rows() : std::span<std::int64_t>();
}

bool CanonicalMachine::find_row_effects(const FoldLoop& loop, std::span<const std::int64_t> before,
                                        std::vector<RowEffect>& effects)
{
    effects.clear();
    if (!loop.with_dram()) return true;
    loop.set_addresses(issuer_.nest(), origin_);
    const std::span<const std::int64_t> rows = open_rows();
    const std::size_t together = origin_.closes_ranks ? static_cast<std::size_t>(origin_.rank_banks) : 1;
    for (std::size_t first = 0; first < rows.size(); first += together) {
        const std::span<const std::int64_t> now = rows.subspan(first, together);
        const std::span<const std::int64_t> then = before.subspan(first, together);
        if (std::equal(now.begin(), now.end(), then.begin())) continue;
        // Rows are closed together, also those of banks that the state leaves out.
        bool closes = false;
        for (std::size_t i = 0; i < together; ++i) closes = closes || (now[i] < 0 && then[i] >= 0);
        if (closes) {
            const auto bank = static_cast<std::uint16_t>(first);
            effects.push_back({bank, together == 1 ? RowEffect::closed : RowEffect::rank_closed, 0});
        }
        for (std::size_t i = first; i < first + together; ++i) {
            const std::size_t bank = origin_.bank_at(i);
            const std::int64_t row = rows[bank];
            if (row < 0 || (row == before[bank] && !closes)) continue;
            const std::int64_t place = origin_.place_of(row, bank);
            const std::size_t known = effects.size();
            for (std::size_t t = 0; t < origin_.rows.size(); ++t) {
                if (!origin_.rows[t].has(place)) continue;
                effects.push_back({static_cast<std::uint16_t>(i), static_cast<std::int16_t>(t),
                                   static_cast<std::int32_t>(place - origin_.rows[t].reached)});
            }
            if (effects.size() == known) return false;
        }
    }
    return true;
}

bool CanonicalMachine::agree(const FoldLoop& loop, std::uint64_t iterations, std::span<const RowEffect> effects) const
{
    const auto place = [&](const RowEffect& effect) {
        return loop.place_after(iterations, static_cast<std::size_t>(effect.tensor), issuer_.nest()) + effect.distance;
    };
    for (std::size_t i = 1; i < effects.size(); ++i) {
        const bool one_bank = effects[i].bank == effects[i - 1].bank && effects[i - 1].tensor >= 0;
        if (one_bank && place(effects[i]) != place(effects[i - 1])) return false;
    }
    return true;
}

void CanonicalMachine::apply_row_effects(const FoldLoop& loop, std::span<const RowEffect> effects)
{
    if (effects.empty()) return;
    loop.set_addresses(issuer_.nest(), origin_);
    const std::span<std::int64_t> rows = dram_->open_rows();
    for (const RowEffect& effect : effects) {
        if (effect.tensor == RowEffect::rank_closed) {
            const std::span<std::int64_t> rank =
                rows.subspan(effect.bank, static_cast<std::size_t>(origin_.rank_banks));
            std::fill(rank.begin(), rank.end(), -1);
            continue;
        }
        std::int64_t& row = rows[origin_.bank_at(effect.bank)];
        row = -1;
        if (effect.tensor < 0) continue;
        row = origin_.row_at(origin_.rows[static_cast<std::size_t>(effect.tensor)].reached + effect.distance);
    }
}

void CanonicalMachine::clear()
{
    states_.clear();
    numbered_issue_ = Ticks(-1);
}

}  // namespace deltasim::sim
