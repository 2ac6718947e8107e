// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/divisor.hpp"
#include "core/quantity.hpp"

// A machine's state in canonical form: relative to now and to the addresses that its streams have reached, so that two
// states are equal exactly when everything that follows is equal but for when and where.
//
// All that changes in a module is in one struct, its state; a part that is a module itself is a member of it. A module
// describes its state once, in a static template `describe(archive, self)`: an encoder writes the form, a decoder turns
// it back into times and addresses of another place in the run. To the encoder `self` is const: a machine is the same
// after it was looked at. The state is taken apart by name there: with a new member it does not compile until that is
// described too. What a module keeps elsewhere makes fold differ from step.
//
// Of the ways in which one and the same state may lie in memory the form knows one. Rings and queues begin with their
// first (core/ring.hpp, core/queue.hpp), lists leave out what is past, and where that is not enough a module makes the
// canonical state, as a value, and describes that (`canonical()`).
//
// What may be left out of the form, and why:
// - A time that no later request can come before is as good as that bound. Steps are issued after the last issue, and
//   so on-chip accesses and array times are cut off there; requests to the DRAM never come before the address
//   generator's last one, and so DRAM times are cut off there.
// - A line that a stream holds is its distance from the address its stream has reached; a row left open in a bank is
//   its distance from the row its tensor's stream has reached, counted bank by bank. A row that the loop cannot reach
//   any more closes like any other.
// - A result on its way to an on-chip memory is told by how far from it its operand has come.
// - Where the banks of a DRAM are alike, they are numbered from the one that the first stream has reached.
// - Deadlines of free-running timers (refresh) are described apart; see FoldEngine.

namespace deltasim::sim
{

/// Where and when a state is: what its canonical form is relative to.
struct StateOrigin {
    Ticks issue{0};                    ///< last issue of a step
    Ticks request{0};                  ///< last request of the address generator
    Cycles clock{0};                   ///< the DRAM's clock at or after that
    std::vector<std::uint64_t> lines;  ///< by stream of the nest: the line its first operand has reached
    std::size_t first_operand = 0;     ///< of the loop, of all operands of the nest
    std::size_t end_operand = 0;       ///< and the one after its last

    /// Banks that are alike within a group, neighbours in the order of addresses; 1 where they are not.
    std::int64_t like_banks = 1;
    std::int64_t first_bank = 0;  ///< the one that counts as the first of them
    std::int64_t rank_banks = 1;  ///< of one rank
    std::int64_t ranks = 1;       ///< between the row and the bank in addresses
    Divisor place_lines;          ///< lines of a place, as rows are counted
    /// A tensor's places, rows counted bank by bank of those alike (`place_of`), and which of them the loop can still
    /// reach. Two tensors may share a place.
    struct Rows {
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t reached = 0;  ///< by its streams
        std::int64_t least = 0;    ///< distance from `reached` of the first still reachable
        std::int64_t most = 0;     ///< and of the last one

        [[nodiscard]] bool has(std::int64_t place) const { return first <= place && place <= last; }
    };
    std::vector<Rows> rows;                   ///< by tensor of the loop
    std::vector<std::size_t> rows_of_stream;  ///< by stream of the nest: the index of its tensor's

    /// The place of a row of a bank in the order of addresses.
    [[nodiscard]] std::int64_t place_of(std::int64_t row, std::size_t bank) const
    {
        const auto number = static_cast<std::int64_t>(bank);
        return (row * ranks + number / rank_banks % ranks) * like_banks + number % like_banks;
    }
    /// The row at a place.
    [[nodiscard]] std::int64_t row_at(std::int64_t place) const { return place / (like_banks * ranks); }
    /// The number of a bank that is number `counted` if the group begins with `first_bank`.
    [[nodiscard]] std::size_t bank_at(std::size_t counted) const
    {
        const auto alike = static_cast<std::size_t>(like_banks);  // a power of two
        const std::size_t in_group = (counted + static_cast<std::size_t>(first_bank)) & (alike - 1);
        return (counted & ~(alike - 1)) | in_group;
    }
};

class StateEncoder
{
public:
    static constexpr bool decodes = false;

    /// What lines tell of the rows that may be reached is noted in `origin`.
    StateEncoder(StateOrigin& origin, std::string& bytes) : origin_(origin), bytes_(bytes) {}

    /// A module within the one that is described.
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
    /// What is told by another module, or follows from what was told: it is not in the form.
    template <class Value>
    void told_elsewhere(const Value&)
    {
    }
    /// How many there are, then each of them; `is_past` says of the first ones that they do not matter any more.
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

    [[nodiscard]] Ticks last_issue() const { return origin_.issue; }
    /// A time that matters only after the last issue.
    void issue_time(Ticks time) { put(cut(time - origin_.issue)); }
    /// Many such times that matter only after `past` besides, few of them still to come: how many these are, then each
    /// with its index.
    void issue_times(std::span<const Ticks> times, Ticks past)
    {
        const auto to_come = [&](Ticks time) { return time > past; };
        holds_positions_ = holds_positions_ || std::any_of(times.begin(), times.end(), to_come);
        put(static_cast<std::uint64_t>(std::count_if(times.begin(), times.end(), to_come)));
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (!to_come(times[i])) continue;
            put(i);
            issue_time(times[i]);
        }
    }
    /// A time that matters only after the last DRAM request.
    void request_time(Ticks time) { put(cut(time - origin_.request)); }
    /// A time that matters after either.
    void early_time(Ticks time) { put(cut(time - std::min(origin_.issue, origin_.request))); }
    /// A time that always matters.
    void exact_time(Ticks time) { put_signed((time - origin_.issue).value()); }
    /// A DRAM clock that matters only from `slack` before the last DRAM request on.
    void clock(Cycles time, Cycles slack) { put(cut(time + slack - origin_.clock)); }
    /// Bit i stands for the clock `newest - i`; those before the last DRAM request do not matter.
    void recent_clocks(std::uint64_t bits, Cycles newest)
    {
        const std::int64_t kept = (newest - origin_.clock).value() + 1;
        put(kept <= 0 ? 0 : kept >= 64 ? bits : bits & ((std::uint64_t{1} << static_cast<unsigned>(kept)) - 1));
    }
    /// Whether all of the clocks are past: then only that is written, else what `otherwise` writes.
    template <class Clocks, class Otherwise>
    void unless_past(const Clocks& clocks, const Otherwise& otherwise)
    {
        const bool past = std::all_of(clocks.begin(), clocks.end(), [&](Cycles c) { return c <= origin_.clock; });
        put(past ? 0 : 1);
        if (!past) otherwise();
    }
    /// A DRAM clock at which a free-running timer expires.
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
        const auto reached = static_cast<std::int64_t>(origin_.place_lines.divide(origin_.lines[stream]));
        in_two_ranks_ = in_two_ranks_ || place / origin_.like_banks != reached / origin_.like_banks;
    }
    /// After all lines. From one rank to the next banks do not follow one another as within one: where a line waits in
    /// another rank than its stream has reached, it matters which bank that is.
    void lines_end()
    {
        put(in_two_ranks_ && origin_.ranks > 1 ? static_cast<std::uint64_t>(origin_.first_bank) + 1 : 0);
    }
    [[nodiscard]] std::size_t bank_at(std::size_t counted) const { return origin_.bank_at(counted); }
    /// The row open in a bank, -1 for none: its distance from where each tensor is that can reach it there.
    void row(std::int64_t row, std::size_t bank)
    {
        if (row < 0) return put(0);
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
    /// An operand of the nest. Those of the loop are counted from its first; others are not of the loop's addresses.
    void operand(std::size_t operand)
    {
        const bool of_loop = operand >= origin_.first_operand && operand < origin_.end_operand;
        holds_outer_operands_ = holds_outer_operands_ || !of_loop;
        put(of_loop ? 2 * (operand - origin_.first_operand) : 2 * operand + 1);
    }
    /// Whether any place in an on-chip memory is in the state that is no distance from an operand.
    [[nodiscard]] bool holds_positions() const { return holds_positions_; }
    /// Whether any operand is that is not of the loop.
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
    /// Seven bits a byte, the low ones first.
    void put(std::uint64_t value)
    {
        while (value >= 128) {
            bytes_.push_back(static_cast<char>(value | 128U));
            value >>= 7U;
        }
        bytes_.push_back(static_cast<char>(value));
    }

    StateOrigin& origin_;
    std::string& bytes_;
    bool in_two_ranks_ = false;
    bool holds_positions_ = false;
    bool holds_outer_operands_ = false;
};

/// The reverse. Rows are left as they are: a row that cannot be reached has no number in the canonical form, so whoever
/// decodes keeps the rows in step itself.
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

    [[nodiscard]] Ticks last_issue() const { return origin_.issue; }
    void issue_time(Ticks& time) { time = origin_.issue + Ticks(get_count()); }
    void issue_times(std::span<Ticks> times, Ticks)
    {
        std::fill(times.begin(), times.end(), origin_.issue);
        for (std::uint64_t left = get(); left > 0; --left) {
            const std::uint64_t index = get();
            issue_time(times[index]);
        }
    }
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
    void row(std::int64_t&, std::size_t)
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
    std::uint64_t get()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(*next_++);
            value |= static_cast<std::uint64_t>(byte & 127U) << shift;
            if (byte < 128) return value;
        }
    }
    std::int64_t get_count() { return static_cast<std::int64_t>(get()); }
    std::int64_t get_signed()
    {
        const std::uint64_t value = get();
        return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
    }

    const StateOrigin& origin_;
    const char* next_;
};

}  // namespace deltasim::sim
