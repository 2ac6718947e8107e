// SPDX-License-Identifier: MIT
#include "experiment/replay/trace_format.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "config/document/node.hpp"
#include "core/clock.hpp"

namespace deltasim::experiment
{

namespace
{

constexpr std::string_view head_begin = "# deltasim trace:";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_word(std::string_view text, std::string_view small_letters)
{
    return std::equal(text.begin(), text.end(), small_letters.begin(), small_letters.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

/// Reads a number. Returns false if `text` is anything but a number of this base.
bool read_number(std::string_view text, int base, std::uint64_t& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc() && end == text.data() + text.size();
}

std::string found_word(std::string_view word)
{
    return word.empty() ? "the end of the line" : config::quoted_text(word);
}

/// True for a write, false for a read, nothing for any other word.
std::optional<bool> is_write_word(std::string_view word)
{
    constexpr std::array<std::string_view, 5> reads{"read", "r", "rd", "ld", "load"};
    constexpr std::array<std::string_view, 5> writes{"write", "w", "wr", "st", "store"};
    const auto says = [&](std::string_view one) { return is_word(word, one); };
    if (std::any_of(reads.begin(), reads.end(), says)) return false;
    if (std::any_of(writes.begin(), writes.end(), says)) return true;
    return std::nullopt;
}

/// The words of a line up to its comment.
class Words
{
public:
    explicit Words(std::string_view line) : line_(line.substr(0, line.find('#'))) {}

    /// The next word, empty at the end.
    std::string_view next()
    {
        while (end_ < line_.size() && is_blank(line_[end_])) ++end_;
        begin_ = end_;
        while (end_ < line_.size() && !is_blank(line_[end_])) ++end_;
        return line_.substr(begin_, end_ - begin_);
    }
    /// The column of the word that next() returned last, from 1.
    [[nodiscard]] std::size_t column() const { return begin_ + 1; }

private:
    std::string_view line_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

TraceFormat format_of(std::string_view line)
{
    Words words(line);
    const std::string_view first = words.next();
    if (first.starts_with('(') || first.ends_with(':')) return TraceFormat::dramsys;
    if (is_write_word(first)) return TraceFormat::ramulator;
    // `0xADDR READ` without a cycle is a line of deltasim with an error, not a line of another simulator.
    const std::string_view kind = words.next();
    const bool in_full = is_word(kind, "read") || is_word(kind, "write");
    const bool without_cycle = is_write_word(kind).has_value() && !in_full && words.next().empty();
    return without_cycle ? TraceFormat::ramulator : TraceFormat::deltasim;
}

/// Reads one line; keeps the first complaint.
class Line
{
public:
    Line(std::string_view line, TraceComplaint& complaint) : words_(line), complaint_(complaint) { advance(); }

    [[nodiscard]] std::string_view word() const { return word_; }
    [[nodiscard]] std::size_t column() const { return words_.column(); }
    void advance() { word_ = words_.next(); }

    bool refuse(const std::string& expected)
    {
        complaint_ = {words_.column(), fmt::format("expected {}, found {}", expected, found_word(word_))};
        return false;
    }
    bool read_address(std::uint64_t& address, bool decimal_too)
    {
        const bool has_prefix = word_.starts_with("0x") || word_.starts_with("0X");
        const bool read =
            has_prefix ? read_number(word_.substr(2), 16, address) : decimal_too && read_number(word_, 10, address);
        if (!read) return refuse("an address 0xADDR of at most 64 bits");
        advance();
        return true;
    }
    bool read_kind(bool& is_write)
    {
        const std::optional<bool> kind = is_write_word(word_);
        if (!kind) return refuse("READ or WRITE");
        is_write = *kind;
        advance();
        return true;
    }
    bool read_cycle(std::string_view text, std::int64_t latest, std::int64_t& cycle)
    {
        std::uint64_t number = 0;
        if (!read_number(text, 10, number) || number > static_cast<std::uint64_t>(latest)) {
            return refuse(fmt::format("a cycle from 0 to {}", latest));
        }
        cycle = static_cast<std::int64_t>(number);
        advance();
        return true;
    }
    bool read_end() { return word_.empty() || refuse("the end of the line"); }

private:
    Words words_;
    std::string_view word_;
    TraceComplaint& complaint_;
};

}  // namespace

std::string trace_head_line(const TraceHead& head)
{
    return fmt::format("{} clock_hz={} request_bytes={} dram={}\n", head_begin, head.clock_hz, head.request_bytes,
                       head.dram);
}

bool is_trace_head(std::string_view line) { return line.starts_with(head_begin); }

bool read_trace_head(std::string_view line, TraceHead& head)
{
    const auto number_after = [&](std::string_view key, std::uint64_t& number) {
        if (!line.starts_with(key)) return false;
        line.remove_prefix(key.size());
        const std::size_t end = std::min(line.find(' '), line.size());
        const bool read = read_number(line.substr(0, end), 10, number) && number > 0;
        line.remove_prefix(end);
        return read;
    };
    constexpr std::string_view dram = " dram=";
    line.remove_prefix(std::min(head_begin.size(), line.size()));
    if (!number_after(" clock_hz=", head.clock_hz) || !number_after(" request_bytes=", head.request_bytes))
        return false;
    if (head.clock_hz > fastest_clock_hz) return false;
    if (!line.starts_with(dram) || line.size() == dram.size()) return false;
    head.dram = line.substr(dram.size());
    return true;
}

bool TraceLines::read(std::string_view text, TraceRequest& request, TraceComplaint& complaint)
{
    Line line(text, complaint);
    if (line.word().empty()) return false;
    if (format_ == TraceFormat::automatic) format_ = format_of(text);
    request = {};
    address_column_ = line.column();
    if (format_ == TraceFormat::deltasim) {
        std::int64_t cycle = 0;
        if (!line.read_address(request.address, false) || !line.read_kind(request.is_write)) return true;
        if (!line.read_cycle(line.word(), latest_, cycle) || !line.read_end()) return true;
        request.cycle = Cycles(cycle);
        return true;
    }
    if (format_ == TraceFormat::ramulator) {
        const bool kind_first = is_write_word(line.word()).has_value();
        if (kind_first && !line.read_kind(request.is_write)) return true;
        address_column_ = line.column();
        if (!line.read_address(request.address, kind_first)) return true;
        if (!kind_first && !line.read_kind(request.is_write)) return true;
        line.read_end();
        return true;
    }
    std::string_view cycle = line.word();
    if (cycle.ends_with(':')) cycle.remove_suffix(1);
    const bool relative = cycle.starts_with('(') && cycle.ends_with(')');
    if (relative) cycle = cycle.substr(1, cycle.size() - 2);
    std::int64_t number = 0;
    if (!line.word().ends_with(':')) {
        line.refuse("CYCLE: or (CYCLES):");
        return true;
    }
    if (!line.read_cycle(cycle, relative ? latest_ - last_cycle_ : latest_, number)) return true;
    last_cycle_ = relative ? last_cycle_ + number : number;
    request.cycle = Cycles(last_cycle_);
    if (!line.read_kind(request.is_write)) return true;
    address_column_ = line.column();
    if (!line.read_address(request.address, false)) return true;
    if (request.is_write && !line.word().empty()) line.advance();  // the data that are written do not matter here
    line.read_end();
    return true;
}

}  // namespace deltasim::experiment
