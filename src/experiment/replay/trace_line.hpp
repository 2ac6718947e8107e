// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "core/quantity.hpp"

// The hot path of reading a memory trace. It reads lines in the form that programs write, `0xADDR READ|WRITE CYCLE`
// with single blanks, eight characters at a time. The end of a line is found, or guessed, independently of its
// contents: so the processor scans several lines side by side, and does not wait for the length of every number.

namespace deltasim::experiment
{

/// One line of a trace.
struct TraceRequest {
    std::uint64_t address = 0;  ///< bytes
    Cycles cycle{0};            ///< DRAM clock before which the request does not enter
    bool is_write = false;
};

/// Eight characters, the first in the lowest byte.
using EightCharacters = std::uint64_t;

/// Bytes that may be read beyond the end of the scanned text, whatever they contain.
inline constexpr std::size_t scan_padding = 64;

namespace scan
{

constexpr EightCharacters each(unsigned char byte) { return 0x0101010101010101U * byte; }

inline EightCharacters load(const char* at)
{
    EightCharacters eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
    return eight;
}

/// The top bit of each byte from `first` to `last`. A byte above 0x7f is in no range; the bits of the bytes after it
/// are then not reliable.
constexpr EightCharacters in_range(EightCharacters eight, unsigned char first, unsigned char last)
{
    const EightCharacters at_least = eight + each(static_cast<unsigned char>(0x80 - first));
    const EightCharacters above = eight + each(static_cast<unsigned char>(0x7f - last));
    return at_least & ~above & ~eight & each(0x80);
}

constexpr EightCharacters decimal_digits(EightCharacters eight) { return in_range(eight, '0', '9'); }
constexpr EightCharacters hex_digits(EightCharacters eight)
{
    return in_range(eight, '0', '9') | in_range(eight | each(0x20), 'a', 'f');
}

/// The number of characters at the beginning that have their top bit set in the mask.
constexpr unsigned leading(EightCharacters mask)
{
    return static_cast<unsigned>(std::countr_zero(~mask & each(0x80))) / 8U;
}

/// Moves the first `count` characters to the end, behind zeros; `count` is 1 to 8.
constexpr EightCharacters right_aligned(EightCharacters eight, unsigned count) { return eight << (64U - 8U * count); }

/// The number that the first `count` characters write.
constexpr std::uint64_t hex_number(EightCharacters eight, unsigned count)
{
    const EightCharacters aligned = right_aligned(eight, count);
    const EightCharacters letters = (aligned >> 6U) & each(1);
    const std::uint64_t digits = (aligned & each(0x0f)) + 9U * letters;
    const std::uint64_t pairs = (digits * ((16U << 8U) + 1U) >> 8U) & 0x00ff00ff00ff00ffU;
    const std::uint64_t fours = (pairs * ((256U << 16U) + 1U) >> 16U) & 0x0000ffff0000ffffU;
    return fours * ((std::uint64_t{65536} << 32U) + 1U) >> 32U;
}
constexpr std::uint64_t decimal_number(EightCharacters eight, unsigned count)
{
    const std::uint64_t digits = right_aligned(eight, count) & each(0x0f);
    const std::uint64_t pairs = (digits * ((10U << 8U) + 1U) >> 8U) & 0x00ff00ff00ff00ffU;
    const std::uint64_t fours = (pairs * ((100U << 16U) + 1U) >> 16U) & 0x0000ffff0000ffffU;
    return fours * ((std::uint64_t{10000} << 32U) + 1U) >> 32U;
}

constexpr std::uint64_t power_of_ten(unsigned exponent)
{
    constexpr std::uint64_t powers[]{1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
    return powers[exponent];
}

}  // namespace scan

/// The first line end at or after `at`; there must be one.
inline const char* find_line_end(const char* at)
{
    for (;; at += 8) {
        const EightCharacters others = scan::load(at) ^ scan::each('\n');
        const EightCharacters found = (others - scan::each(1)) & ~others & scan::each(0x80);
        if (found != 0) return at + std::countr_zero(found) / 8;
    }
}

/// Reads the line from `at` up to the newline at `end`. Returns false if the line is not in the usual form, or if its
/// numbers have more than 16 digits; then another function reads it. Without inlining, the call takes a tenth of the
/// reading time.
[[gnu::always_inline]] inline bool scan_usual_line(const char* at, const char* end, TraceRequest& request)
{
    using namespace scan;
    if (at[0] != '0' || at[1] != 'x') return false;
    at += 2;
    EightCharacters eight = load(at);
    unsigned count = leading(hex_digits(eight));
    if (count == 0) return false;
    request.address = hex_number(eight, count);
    at += count;
    if (count == 8) {
        eight = load(at);
        count = leading(hex_digits(eight));
        if (count > 0) request.address = (request.address << (4U * count)) + hex_number(eight, count);
        at += count;
    }

    constexpr EightCharacters read_word = 0x0000'20'64'61'65'72'20U;    // " read "
    constexpr EightCharacters write_word = 0x00'20'65'74'69'72'77'20U;  // " write "
    constexpr EightCharacters small_letters = 0x0000'00'20'20'20'20'00U;
    eight = load(at);
    const bool is_write = (eight & 0xdf00U) == 0x5700U;
    request.is_write = is_write;
    const EightCharacters small = small_letters | (is_write ? EightCharacters{0x20} << 40U : 0U);
    const EightCharacters kept = is_write ? 0x00ff'ffff'ffff'ffffU : 0x0000'ffff'ffff'ffffU;
    if (((eight | small) & kept) != (is_write ? write_word : read_word)) return false;
    at += is_write ? 7 : 6;

    eight = load(at);
    count = leading(decimal_digits(eight));
    if (count == 0) return false;
    std::uint64_t cycle = decimal_number(eight, count);
    at += count;
    if (count == 8) {
        eight = load(at);
        count = leading(decimal_digits(eight));
        if (count > 0) cycle = cycle * power_of_ten(count) + decimal_number(eight, count);
        at += count;
    }
    request.cycle = Cycles(static_cast<std::int64_t>(cycle));
    return at == end || (at + 1 == end && *at == '\r');
}

}  // namespace deltasim::experiment
