// SPDX-License-Identifier: MIT
#include "experiment/replay/trace_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
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

}  // namespace

TraceReader::TraceReader(const std::string& path, AddressLimit limit, const TraceMeaning& meaning)
    : input_(path), limit_(std::move(limit)), lines_(meaning.format), head_(meaning.head),
      text_(longest_line + block_bytes + scan_padding), batch_(batch_requests)
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
        if (!diagnostics_.empty()) batch_size_ = 0;  // from now on it only looks for further errors
    }
    requests_ += batch_size_;
    if (batch_size_ > 0) return {batch_.data(), batch_size_};
    if (!diagnostics_.empty()) throw_refused();
    if (requests_ == 0)
        throw InputError({{{input_.name(), 0, 0}, "", "no requests, expected lines 0xADDR READ|WRITE CYCLE"}});
    return {};
}

/// Reads a block, and puts it behind what is left of the block before.
void TraceReader::fill()
{
    const std::size_t left = text_end_ - lines_end_;
    if (left > longest_line) {
        ++line_;
        refuse_length();
        throw_refused();
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
    if (line_ == 0 && at != end) {
        read_head({at, find_line_end(at)});
        limit_cycles();
    }
    const Cycles latest(lines_.latest());
    const std::uint64_t end_address = limit_.capacity_bytes - std::min(limit_.capacity_bytes, past_address());
    bool usual = lines_.format() == TraceFormat::deltasim || lines_.format() == TraceFormat::automatic;
    while (at != end && batch_size_ < batch_requests) {
        // Most lines are as long as the line before. If this guess is wrong, the line is not of the usual form.
        if (length >= end - at || at[length] != '\n') length = find_line_end(at) - at;
        const char* line_end = at + length;
        ++line_;
        TraceRequest& request = batch_[batch_size_];
        if (usual && scan_usual_line(at, line_end, request) && request.address < end_address &&
            request.cycle <= latest) {
            if (lines_.format() == TraceFormat::automatic) lines_.set_format(TraceFormat::deltasim);
            ++batch_size_;
        } else {
            line_end = find_line_end(at);
            read_line({at, line_end});
            usual = lines_.format() == TraceFormat::deltasim || lines_.format() == TraceFormat::automatic;
        }
        at = line_end + 1;
    }
    at_ = static_cast<std::size_t>(at - text_.data());
}

/// Reads the first line of the trace if it is a head. What the caller says about the trace is not replaced.
void TraceReader::read_head(std::string_view line)
{
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!is_trace_head(line)) return;
    TraceHead head;
    if (line.size() > longest_line || !read_trace_head(line, head)) {
        ++line_;
        refuse(1, "expected the head of a trace, " +
                      config::quoted_text("# deltasim trace: clock_hz=NUMBER request_bytes=NUMBER dram=NAME"));
        throw_refused();
    }
    if (head_.clock_hz == 0) head_.clock_hz = head.clock_hz;
    if (head_.request_bytes == 0) head_.request_bytes = head.request_bytes;
    head_.dram = head.dram;
}

void TraceReader::limit_cycles()
{
    if (head_.clock_hz == 0 || counted_hz_ == 0) return;
    __extension__ using Wide = unsigned __int128;
    const Wide latest = Wide{static_cast<std::uint64_t>(latest_cycle)} * head_.clock_hz / counted_hz_;
    if (latest < static_cast<std::uint64_t>(latest_cycle)) lines_.set_latest(static_cast<std::int64_t>(latest));
}

/// Reads any line, word by word.
void TraceReader::read_line(std::string_view line)
{
    if (line.size() > longest_line) return refuse_length();
    if (line.ends_with('\r')) line.remove_suffix(1);
    TraceRequest request;
    TraceComplaint complaint;
    if (!lines_.read(line, request, complaint)) return;
    if (!complaint.message.empty()) return refuse(complaint.column, complaint.message);
    if (request.address >= limit_.capacity_bytes - std::min(limit_.capacity_bytes, past_address())) {
        return refuse(lines_.address_column(),
                      fmt::format("expected {} below 0x{:x}, the {} bytes of {}, found {}",
                                  past_address() == 0 ? "an address"
                                                      : fmt::format("the {} bytes of a request", head_.request_bytes),
                                  limit_.capacity_bytes, limit_.capacity_bytes, limit_.owner,
                                  config::quoted_text(line.substr(lines_.address_column() - 1,
                                                                  line.find_first_of(" \t#", lines_.address_column()) -
                                                                      lines_.address_column() + 1))));
    }
    batch_[batch_size_++] = request;
}

void TraceReader::refuse_length()
{
    refuse(1, fmt::format("expected a line of at most {} bytes, found a longer one", longest_line));
}

void TraceReader::refuse(std::size_t column, const std::string& message)
{
    constexpr std::uint64_t last_line = std::numeric_limits<int>::max();
    if (diagnostics_.size() < most_errors) {
        diagnostics_.push_back(
            {{input_.name(), static_cast<int>(std::min(line_, last_line)), static_cast<int>(column)}, "", message});
        return;
    }
    if (++untold_ == most_counted) throw_refused();
}

void TraceReader::throw_refused()
{
    if (untold_ > 0) {
        diagnostics_.push_back({{input_.name(), 0, 0},
                                "",
                                fmt::format("{}{} more {} wrong", untold_ < most_counted ? "" : "at least ", untold_,
                                            untold_ == 1 ? "line is" : "lines are")});
    }
    throw InputError(diagnostics_);
}

}  // namespace deltasim::experiment
