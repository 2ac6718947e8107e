// SPDX-License-Identifier: MIT
#include "experiment/replay/trace_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

#include "config/document/node.hpp"

namespace deltasim::experiment
{

namespace
{

constexpr std::size_t block_bytes = 1U << 20U;
constexpr std::size_t batch_requests = 1024;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_word(std::string_view text, std::string_view small_letters)
{
    return std::equal(text.begin(), text.end(), small_letters.begin(), small_letters.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

/// The whole of `text` as a number of that base; nothing else.
bool read_number(std::string_view text, int base, std::uint64_t& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc() && end == text.data() + text.size();
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
    /// The column of that word, from 1.
    [[nodiscard]] std::size_t column() const { return begin_ + 1; }

private:
    std::string_view line_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

std::string found_word(std::string_view word)
{
    return word.empty() ? "the end of the line" : config::quoted_text(word);
}

}  // namespace

TraceReader::TraceReader(const std::string& path, AddressLimit limit)
    : input_(path), limit_(std::move(limit)), text_(longest_line + block_bytes + scan_padding), batch_(batch_requests)
{
}

std::span<const TraceRequest> TraceReader::next()
{
    batch_size_ = 0;
    while (batch_size_ == 0) {
        if (at_ == lines_end_) {
            if (ended_) break;
            fill();
        }
        scan();
        if (!diagnostics_.empty()) batch_size_ = 0;  // what is wrong is still looked for, the rest is of no use
    }
    requests_ += batch_size_;
    if (batch_size_ > 0) return {batch_.data(), batch_size_};
    if (!diagnostics_.empty()) throw InputError(diagnostics_);
    if (requests_ == 0)
        throw InputError({{{input_.name(), 0, 0}, "", "no requests, expected lines 0xADDR READ|WRITE CYCLE"}});
    return {};
}

/// Reads a block behind what is left of the last one.
void TraceReader::fill()
{
    const std::size_t left = text_end_ - lines_end_;
    if (left > longest_line) {
        ++line_;
        refuse_length();
        throw InputError(diagnostics_);
    }
    std::memmove(text_.data(), text_.data() + lines_end_, left);
    const std::size_t count = input_.read(text_.data() + left, block_bytes);
    at_ = 0;
    text_end_ = left + count;
    ended_ = count < block_bytes;
    if (ended_ && text_end_ > 0 && text_[text_end_ - 1] != '\n') text_[text_end_++] = '\n';
    const std::string_view text(text_.data(), text_end_);
    const std::size_t last = text.rfind('\n');
    lines_end_ = last == std::string_view::npos ? 0 : last + 1;
}

/// Reads lines until the batch is full or the block is done.
void TraceReader::scan()
{
    const char* at = text_.data() + at_;
    const char* const end = text_.data() + lines_end_;
    std::ptrdiff_t length = 0;
    while (at != end && batch_size_ < batch_requests) {
        // Most lines are as long as the one before. Where a line that is not seems to be, it is not of the usual form.
        if (length >= end - at || at[length] != '\n') length = find_line_end(at) - at;
        const char* line_end = at + length;
        ++line_;
        TraceRequest& request = batch_[batch_size_];
        if (scan_usual_line(at, line_end, request) && request.address < limit_.capacity_bytes) {
            ++batch_size_;
        } else {
            line_end = find_line_end(at);
            read_line({at, line_end});
        }
        at = line_end + 1;
    }
    at_ = static_cast<std::size_t>(at - text_.data());
}

/// Reads any line, word by word.
void TraceReader::read_line(std::string_view line)
{
    if (line.size() > longest_line) return refuse_length();
    if (line.ends_with('\r')) line.remove_suffix(1);
    TraceRequest request;
    Words words(line);
    std::string_view word = words.next();
    if (word.empty()) return;

    const bool has_prefix = word.starts_with("0x") || word.starts_with("0X");
    if (!has_prefix || !read_number(word.substr(2), 16, request.address)) {
        return refuse(words.column(), "expected an address 0xADDR of at most 64 bits, found " + found_word(word));
    }
    if (request.address >= limit_.capacity_bytes) {
        return refuse(words.column(),
                      fmt::format("expected an address below 0x{:x}, the {} bytes of {}, found {}",
                                  limit_.capacity_bytes, limit_.capacity_bytes, limit_.owner, found_word(word)));
    }
    word = words.next();
    request.is_write = is_word(word, "write");
    if (!request.is_write && !is_word(word, "read")) {
        return refuse(words.column(), "expected READ or WRITE, found " + found_word(word));
    }
    word = words.next();
    std::uint64_t cycle = 0;
    if (!read_number(word, 10, cycle) || cycle > static_cast<std::uint64_t>(latest_cycle)) {
        return refuse(words.column(),
                      fmt::format("expected a cycle from 0 to {}, found {}", latest_cycle, found_word(word)));
    }
    request.cycle = Cycles(static_cast<std::int64_t>(cycle));
    word = words.next();
    if (!word.empty()) return refuse(words.column(), "expected the end of the line, found " + found_word(word));
    batch_[batch_size_++] = request;
}

void TraceReader::refuse_length()
{
    refuse(1, fmt::format("expected a line of at most {} bytes, found a longer one", longest_line));
}

void TraceReader::refuse(std::size_t column, const std::string& message)
{
    constexpr std::uint64_t last_line = std::numeric_limits<int>::max();
    diagnostics_.push_back(
        {{input_.name(), static_cast<int>(std::min(line_, last_line)), static_cast<int>(column)}, "", message});
    if (diagnostics_.size() == most_errors) throw InputError(diagnostics_);
}

}  // namespace deltasim::experiment
