// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/quantity.hpp"
#include "sim/state/key_bytes.hpp"
#include "sim/state/state_origin.hpp"

// The state of a machine in canonical form: relative to the present time and to the addresses that its streams have
// reached. Two states are equal exactly if everything that follows is equal, apart from time and place.
//
// Everything that changes in a module is in one struct, its state; a part that is itself a module is a member of it. A
// module describes its state once, in a static template `describe(archive, self)`: an encoder writes the canonical
// form; a decoder turns it back into times and addresses at another place of the run. The encoder gets `self` as const,
// so encoding does not change the machine. `describe` names each member of the state, so a new member does not compile
// until it is described, too. State that a module keeps elsewhere makes fold differ from step.
//
// One state may lie in memory in different ways; the canonical form is one of them. Rings and queues begin with their
// first element (core/ring.hpp, core/queue.hpp), and lists leave out what is past. Where this is not enough, a module
// makes the canonical state as a value, and describes that (`canonical()`).
//
// What the form may leave out, and why:
// - If no later request can come before some bound, a time before that bound is written as the bound. Steps are issued
// after the last issue, so on-chip accesses and times of the array are cut off there. Requests to the DRAM never come
// before the last one of the address generator, so times of the DRAM are cut off there.
// - A line that a stream holds is written as its distance from the address that its stream has reached. An open row of
// a bank is written as its distance from the row that the streams of its tensor have reached, counted bank by bank. All
// rows that the loop can no longer reach are written alike.
// - A result on its way to an on-chip memory is written as the distance that its operand has moved since.
// - Banks and bank groups of a DRAM that are alike are numbered from those that the first stream has reached. Banks of
// an on-chip memory are numbered from the one that the loop's first operand in this memory has reached.
// - Deadlines of refreshes are described separately; see FoldEngine.

namespace deltasim::sim
{

class StateEncoder
{
public:
    static constexpr bool decodes = false;

    /// Notes in `origin` what lines say about rows that may be reached.
    StateEncoder(StateOrigin& origin, KeyBytes& bytes) : origin_(origin), bytes_(bytes) {}

    /// A module inside the one that is described.
    template <class Module, class... More>
    void part(const Module& module, const More&... more)
    {
        Module::describe(*this, module, more...);
    }
    /// A module behind an interface.
    template <class Interface>
    void module(const Interface& module)
    {
        module.encode(*this);
    }
    /// A value that another module describes, or that follows from others: it is not in the form.
    template <class Value>
    void told_elsewhere(const Value&)
    {
    }
    /// Writes how many elements there are, then each of them; `is_past` says which of the first elements no longer
    /// matter.
    template <class List, class IsPast, class Visit>
    void list(const List& list, const IsPast& is_past, const Visit& visit)
    {
        const auto begin = std::find_if_not(list.begin(), list.end(), is_past);
        put(static_cast<std::uint64_t>(list.end() - begin));
        for (auto element = begin; element != list.end(); ++element) visit(*element);
    }
    template <class List, class Visit>
    void list(const List& list, const Visit& visit)
    {
        put(list.size());
        for (const auto& element : list) visit(element);
    }

    [[nodiscard]] bool with_lanes() const { return origin_.with_lanes; }
    [[nodiscard]] bool with_engine() const { return origin_.with_engine; }
    [[nodiscard]] Ticks last_issue() const { return origin_.issue; }
    /// A time that matters only after the last issue.
    void issue_time(Ticks time) { put(cut(time - origin_.issue)); }
    /// What comes next belongs to this memory.
    void memory(std::size_t memory) { memory_ = memory; }
    /// Such times of the ports of `banks` banks, which matter only if they are also after `past`; few of them are:
    /// writes how many, then each with the number that its port counts as.
    void port_times(std::span<const Ticks> times, std::size_t banks, Ticks past)
    {
        ports_seen_ += times.size();
        const auto to_come = [&](Ticks time) { return time > past; };
        auto left = static_cast<std::uint64_t>(std::count_if(times.begin(), times.end(), to_come));
        put(left);
        if (left == 0) return;
        holds_positions_ = true;
        const std::size_t first = origin_.first_bank_of(memory_);
        std::size_t counted = 0;
        const auto put_those_of = [&](std::span<const Ticks> ports) {
            for (std::size_t i = 0; i < ports.size() && left > 0; ++i) {
                if (!to_come(ports[i])) continue;
                put(counted + i);
                issue_time(ports[i]);
                --left;
            }
            counted += ports.size();
        };
        for (std::size_t row = 0; left > 0; row += banks) {
            put_those_of(times.subspan(row + first, banks - first));
            put_those_of(times.subspan(row, first));
        }
    }
    /// A time at which the lanes may wait: it matters only after the last issue of a step.
    void wait_time(Ticks time) { put(cut(time - origin_.last_issue)); }
    [[nodiscard]] bool at_last_issue() const { return origin_.at_last_issue; }
    /// A time that matters only after the last DRAM request.
    void request_time(Ticks time) { put(cut(time - origin_.request)); }
    /// A time that matters after the earlier of the two.
    void early_time(Ticks time) { put(cut(time - std::min(origin_.issue, origin_.request))); }
    /// A time that always matters.
    void exact_time(Ticks time) { put_signed((time - origin_.issue).value()); }
    /// A DRAM clock that matters only from `slack` clocks before the last DRAM request on.
    void clock(Cycles time, Cycles slack) { put(cut(time + slack - origin_.clock)); }
    /// Bit i stands for the clock `newest - i`; clocks before the last DRAM request do not matter.
    void recent_clocks(std::uint64_t bits, Cycles newest)
    {
        const std::int64_t kept = (newest - origin_.clock).value() + 1;
        put(kept <= 0 ? 0 : kept >= 64 ? bits : bits & ((std::uint64_t{1} << static_cast<unsigned>(kept)) - 1));
    }
    /// If all of the clocks are past, writes only that; otherwise writes what `otherwise` writes.
    template <class Clocks, class Otherwise>
    void unless_past(const Clocks& clocks, const Otherwise& otherwise)
    {
        const bool past = std::all_of(clocks.begin(), clocks.end(), [&](Cycles c) { return c <= origin_.clock; });
        put(past ? 0 : 1);
        if (!past) otherwise();
    }
    /// A DRAM clock at which a refresh is due.
    void deadline(Cycles time) { put_signed((time - origin_.clock).value()); }
    void line(std::uint64_t line, std::size_t stream)
    {
        put_signed(static_cast<std::int64_t>(line - origin_.lines[stream]));
    }
    /// A line that waits to be written: its row may still be reached.
    void waiting_line(std::uint64_t waiting, std::size_t stream)
    {
        line(waiting, stream);
        StateOrigin::Rows& rows = origin_.rows[origin_.rows_of_stream[stream]];
        const auto place = static_cast<std::int64_t>(origin_.place_lines.divide(waiting));
        rows.least = std::min(rows.least, place - rows.reached);
        rows.most = std::max(rows.most, place - rows.reached);
        if (rows.groups != StateOrigin::Rows::all_groups)
            rows.groups |= std::uint64_t{1} << (waiting / origin_.group_lines % origin_.like_groups);
        const auto reached = static_cast<std::int64_t>(origin_.place_lines.divide(origin_.lines[stream]));
        in_two_ranks_ = in_two_ranks_ || place / origin_.like_banks != reached / origin_.like_banks;
    }
    /// Call this after all lines. Banks do not continue across the border of two ranks as they do within a rank: if a
    /// line waits in another rank than its stream has reached, the number of the bank matters.
    void lines_end()
    {
        put(in_two_ranks_ && origin_.ranks > 1 ? static_cast<std::uint64_t>(origin_.first_bank) + 1 : 0);
    }
    [[nodiscard]] std::size_t bank_at(std::size_t counted) const { return origin_.bank_at(counted); }
    [[nodiscard]] std::size_t group_at(std::size_t counted) const { return origin_.group_at(counted); }
    /// The number of a bank group, over all ranks.
    void group(std::size_t group) { put(origin_.counted_group(group)); }
    /// The open row of a bank, -1 for none: its distance from the place of each tensor that can reach it. A bank that
    /// the loop cannot reach, and that is `closable` from now on, is as good as closed: only how many rows of a rank
    /// are open matters, which the rank knows.
    void row(std::int64_t row, std::size_t bank, Cycles closable)
    {
        if (row < 0) return put(0);
        if (origin_.closes_ranks && closable <= origin_.clock && !origin_.reaches(bank)) return put(0);
        const std::int64_t place = origin_.place_of(row, bank);
        for (std::size_t t = 0; t < origin_.rows.size(); ++t) {
            const StateOrigin::Rows& rows = origin_.rows[t];
            const std::int64_t distance = place - rows.reached;
            if (!rows.has(place) || distance < rows.least || distance > rows.most) continue;
            put(2 + t);
            put_signed(distance);
        }
        put(1);
    }
    template <class Number>
    void number(Number value)
    {
        put(static_cast<std::uint64_t>(value));
    }
    /// An operand of the nest. Operands of the loop are counted from its first; the addresses of others are not the
    /// loop's.
    void operand(std::size_t operand)
    {
        const bool of_loop = operand >= origin_.first_operand && operand < origin_.end_operand;
        holds_outer_operands_ = holds_outer_operands_ || !of_loop;
        put(of_loop ? 2 * (operand - origin_.first_operand) : 2 * operand + 1);
    }
    /// How many ports were looked at.
    [[nodiscard]] std::size_t ports_seen() const { return ports_seen_; }
    /// True if the state contains a place in an on-chip memory that is not a distance from an operand.
    [[nodiscard]] bool holds_positions() const { return holds_positions_; }
    /// True if the state contains an operand outside the loop.
    [[nodiscard]] bool holds_outer_operands() const { return holds_outer_operands_; }

private:
    template <class Time>
    static std::uint64_t cut(Time distance)
    {
        return distance.value() <= 0 ? 0 : static_cast<std::uint64_t>(distance.value());
    }
    void put_signed(std::int64_t value)
    {
        put((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void put(std::uint64_t value) { bytes_.append_packed(value); }

    StateOrigin& origin_;
    KeyBytes& bytes_;
    std::size_t memory_ = 0;
    std::size_t ports_seen_ = 0;
    bool in_two_ranks_ = false;
    bool holds_positions_ = false;
    bool holds_outer_operands_ = false;
};

/// Decodes what StateEncoder encodes. Rows are not changed: a row that cannot be reached has no number in the canonical
/// form, so the caller tracks rows itself.
class StateDecoder
{
public:
    static constexpr bool decodes = true;

    StateDecoder(const StateOrigin& origin, std::span<const char> bytes) : origin_(origin), next_(bytes.data()) {}

    template <class Module, class... More>
    void part(Module& module, const More&... more)
    {
        Module::describe(*this, module, more...);
    }
    template <class Interface>
    void module(Interface& module)
    {
        module.decode(*this);
    }
    template <class Value>
    void told_elsewhere(Value& value)
    {
        value = Value{};
    }
    template <class List, class IsPast, class Visit>
    void list(List& list, const IsPast&, const Visit& visit)
    {
        this->list(list, visit);
    }
    template <class List, class Visit>
    void list(List& list, const Visit& visit)
    {
        list.resize(get());
        for (auto& element : list) visit(element);
    }

    [[nodiscard]] bool with_lanes() const { return origin_.with_lanes; }
    [[nodiscard]] bool with_engine() const { return origin_.with_engine; }
    [[nodiscard]] Ticks last_issue() const { return origin_.issue; }
    void issue_time(Ticks& time) { time = origin_.issue + Ticks(get_count()); }
    void memory(std::size_t memory) { memory_ = memory; }
    void port_times(std::span<Ticks> times, std::size_t banks, Ticks)
    {
        std::fill(times.begin(), times.end(), origin_.issue);
        for (std::uint64_t left = get(); left > 0; --left) {
            const std::uint64_t counted = get();
            issue_time(times[origin_.port_at(counted, memory_, banks)]);
        }
    }
    void wait_time(Ticks& time) { time = origin_.last_issue + Ticks(get_count()); }
    [[nodiscard]] bool at_last_issue() const { return origin_.at_last_issue; }
    void request_time(Ticks& time) { time = origin_.request + Ticks(get_count()); }
    void early_time(Ticks& time) { time = std::min(origin_.issue, origin_.request) + Ticks(get_count()); }
    void exact_time(Ticks& time) { time = origin_.issue + Ticks(get_signed()); }
    void clock(Cycles& time, Cycles slack) { time = origin_.clock - slack + Cycles(get_count()); }
    void recent_clocks(std::uint64_t& bits, Cycles) { bits = get(); }
    template <class Clocks, class Otherwise>
    void unless_past(Clocks& clocks, const Otherwise& otherwise)
    {
        if (get() != 0) return otherwise();
        std::fill(clocks.begin(), clocks.end(), origin_.clock);
    }
    void deadline(Cycles& time) { time = origin_.clock + Cycles(get_signed()); }
    void line(std::uint64_t& line, std::size_t stream)
    {
        line = origin_.lines[stream] + static_cast<std::uint64_t>(get_signed());
    }
    void waiting_line(std::uint64_t& waiting, std::size_t stream) { line(waiting, stream); }
    void lines_end() { get(); }
    [[nodiscard]] std::size_t bank_at(std::size_t counted) const { return origin_.bank_at(counted); }
    [[nodiscard]] std::size_t group_at(std::size_t counted) const { return origin_.group_at(counted); }
    template <class Number>
    void group(Number& group)
    {
        group = static_cast<Number>(origin_.group_at(get()));
    }
    void row(std::int64_t&, std::size_t, Cycles)
    {
        while (get() >= 2) get_signed();
    }
    template <class Number>
    void number(Number& value)
    {
        value = static_cast<Number>(get());
    }
    void operand(std::size_t& operand)
    {
        const std::uint64_t number = get();
        operand = number / 2 + (number % 2 == 0 ? origin_.first_operand : 0);
    }

private:
    std::uint64_t get() { return take_packed(next_); }
    std::int64_t get_count() { return static_cast<std::int64_t>(get()); }
    std::int64_t get_signed()
    {
        const std::uint64_t value = get();
        return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
    }

    const StateOrigin& origin_;
    const char* next_;
    std::size_t memory_ = 0;
};

}  // namespace deltasim::sim
