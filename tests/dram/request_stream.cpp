// SPDX-License-Identifier: MIT
#include "dram/request_stream.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <random>
#include <utility>

#include "dram/command_observer.hpp"
#include "dram/dram_channels.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

/// Keeps every command.
class Recorder : public CommandObserver
{
public:
    explicit Recorder(const DramDevice& device) : device_(device) {}

    void on_command(const IssuedCommand& c) override
    {
        ListedCommand listed{.clock = c.clock.value(), .command = c.command, .channel = c.at.channel};
        listed.rank = c.at.bank.rank;
        listed.group = c.at.bank.group % static_cast<std::uint32_t>(device_.bank_groups);
        listed.bank = c.at.bank.bank % static_cast<std::uint32_t>(device_.banks_per_group);
        listed.row = c.at.row;
        listed.auto_precharge = c.auto_precharge;
        listed.whole_rank = c.whole_rank;
        if (c.command == DramCommand::read || c.command == DramCommand::write) listed.request = request;
        commands.push_back(listed);
    }

    void on_idle(const IdleChange& change) override { idle.push_back(change); }

    RequestMark request;
    std::vector<ListedCommand> commands;
    std::vector<IdleChange> idle;

private:
    const DramDevice& device_;
};

}  // namespace

std::vector<BurstRequest> random_requests(const DramDevice& device, std::uint64_t seed, std::size_t count,
                                          std::int64_t idle)
{
    std::mt19937_64 random(seed);
    const auto number = [&](std::uint64_t below) { return random() % below; };
    const std::uint64_t bursts = device.capacity_bytes() / device.burst_bytes();
    const std::uint64_t row_of_all_banks = device.row_of_all_banks_bytes() / device.burst_bytes();
    std::vector<BurstRequest> requests;
    std::int64_t now = 0;
    while (requests.size() < count) {
        const std::uint64_t phase = number(5);
        const std::uint64_t writes = std::array<std::uint64_t, 4>{0, 100, 50, 15}[number(4)];  // of a hundred
        const std::uint64_t gaps = number(4);
        const std::uint64_t stride = std::uint64_t{1}
                                     << number(std::min<std::uint64_t>(12, std::bit_width(bursts) - 1));
        std::uint64_t next = number(bursts);
        if (number(3) == 0) now += static_cast<std::int64_t>(number(static_cast<std::uint64_t>(idle) + 1));
        for (std::uint64_t left = 1 + number(80); left > 0 && requests.size() < count; --left) {
            requests.push_back({next, number(100) < writes, now});
            if (phase == 0) next = (next + 1) % bursts;
            if (phase == 1) next = (next + stride) % bursts;
            if (phase == 2) next = number(bursts);
            // Two rows of all banks; two rows of one bank.
            if (phase == 3)
                next = (next / row_of_all_banks + number(2)) * row_of_all_banks % bursts + number(row_of_all_banks);
            if (phase == 4) next = (next + number(2) * row_of_all_banks) % bursts;
            if (gaps == 0) now += 1;
            if (gaps == 1) now += static_cast<std::int64_t>(number(12));
            if (gaps == 2) now += static_cast<std::int64_t>(number(8) == 0 ? number(120) : 0);
        }
    }
    return requests;
}

ServedRequests serve(const DramDevice& device, const std::vector<BurstRequest>& requests, bool watched,
                     std::size_t advance_each)
{
    DramChannels channels(device);
    std::vector<std::uint64_t> counters(channels.counter_count());
    Recorder recorder(device);
    channels.count_in(counters.data());
    channels.watch(watched ? &recorder : nullptr);
    ServedRequests served;
    for (const BurstRequest& request : requests) {
        recorder.request.arrival = request.arrival;
        served.end =
            std::max(served.end, channels.access(request.burst, request.is_write, Cycles(request.arrival)).value());
        ++recorder.request.number;
        const bool advances = advance_each > 0 && static_cast<std::size_t>(recorder.request.number) % advance_each == 0;
        if (advances) channels.advance(Cycles(request.arrival));
    }
    served.until = served.end + static_cast<std::int64_t>(device.refresh_interval_cycles);
    channels.advance(Cycles(served.until));
    channels.count_precharges();
    served.counts = channels.read_out(counters, static_cast<std::uint64_t>(served.until));
    served.commands = std::move(recorder.commands);
    served.idle = std::move(recorder.idle);
    return served;
}

}  // namespace deltasim::test
