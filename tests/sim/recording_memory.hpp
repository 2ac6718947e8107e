// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "rooms.hpp"
#include "sim/memories/memory_interface.hpp"

// A memory that answers every request after a fixed time, and records it.

namespace deltasim::test
{

class RecordingMemory final : public MemoryInterface
{
public:
    struct Request {
        std::uint64_t line;
        std::int64_t time;

        friend bool operator==(const Request&, const Request&) = default;
    };

    explicit RecordingMemory(std::int64_t latency) : latency_(latency) {}

    Service access(const LineRun& lines, AccessKind, Ticks earliest) override
    {
        for (std::uint64_t i = 0; i < lines.count; ++i) {
            requests_.push_back({lines.same_line ? lines.first : lines.first + i, earliest.value()});
        }
        return {earliest, earliest + Ticks(latency_)};
    }
    std::span<double> contents() override { return {}; }
    void encode(StateEncoder&) const override {}
    void decode(StateDecoder&) override {}
    [[nodiscard]] AddressView address_view() const override { return {}; }

    [[nodiscard]] const std::vector<Request>& requests() const { return requests_; }
    [[nodiscard]] std::vector<std::uint64_t> lines() const
    {
        std::vector<std::uint64_t> lines;
        for (const Request& request : requests_) lines.push_back(request.line);
        return lines;
    }

private:
    std::int64_t latency_;
    std::vector<Request> requests_;
};

}  // namespace deltasim::test
