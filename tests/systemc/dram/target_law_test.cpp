// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "dram/request_stream.hpp"
#include "environment_setting.hpp"
#include "sim/forked.hpp"
#include "systemc/dram/bench.hpp"

// Compares the target with the reservations of src/dram on random requests, by either transport: the end of every
// request and the count of every command. DELTASIM_TARGET_RUNS is the number of seeds, DELTASIM_TARGET_FIRST the first.

namespace deltasim::test::target_law_test
{

namespace
{

using sc_core::sc_time;

constexpr std::size_t request_count = 400;

/// The small device under all policies of the controller.
std::vector<DramDevice> variants()
{
    std::vector<DramDevice> devices;
    for (const std::uint64_t ranks : {1, 2}) {
        for (const auto page : {PagePolicy::open, PagePolicy::closed}) {
            for (const auto refresh : {RefreshGranularity::all_bank, RefreshGranularity::per_bank}) {
                for (const std::uint64_t postponed : {0, 2}) {
                    DramDevice device = small_device(ranks, 1700);
                    device.page = page;
                    device.refresh = refresh;
                    device.postponed_refreshes = postponed;
                    if (refresh == RefreshGranularity::per_bank) device.bank_refresh_cycles = tRFCpb;
                    devices.push_back(device);
                }
            }
        }
    }
    devices.push_back(small_device());
    // Refreshes of several banks may take most of their time together.
    for (DramDevice device : std::vector(devices)) {
        if (device.refresh != RefreshGranularity::per_bank) continue;
        for (TimingRule& rule : device.rules) {
            const bool of_two = rule.preceding == DramCommand::refresh_bank && rule.following == rule.preceding;
            if (of_two) rule.delay_cycles = tRREFD;
        }
        devices.push_back(device);
    }
    return devices;
}

nlohmann::json to_json(const DramCounts& counts)
{
    nlohmann::json banks = nlohmann::json::array();
    for (const DramBankCounts& bank : counts.banks) {
        banks.push_back({bank.channel, bank.rank, bank.bank_group, bank.bank, bank.activates, bank.precharges,
                         bank.reads, bank.writes, bank.bank_refreshes, bank.row_conflicts});
    }
    for (const DramRankCounts& rank : counts.ranks) banks.push_back({rank.refreshes, rank.active_cycles});
    return {banks,
            counts.activates,
            counts.precharges,
            counts.reads,
            counts.writes,
            counts.refreshes,
            counts.bank_refreshes,
            counts.row_hits,
            counts.row_misses,
            counts.rank_active_cycles,
            counts.bank_active_cycles,
            counts.bank_refresh_only_cycles};
}

/// The last end of all requests and the counts up to `until`, of one simulation.
nlohmann::json serve_by_socket(const DramDevice& device, const std::vector<BurstRequest>& requests, std::int64_t until,
                               bool blocking)
{
    return nlohmann::json::parse(in_child([&] {
        nlohmann::json result;
        const sc_time period(10, sc_core::SC_NS);
        run_bench(device, [&](Initiator& self, systemc::DramController& dram) {
            std::vector<std::unique_ptr<Access>> accesses;
            sc_time last;
            for (const BurstRequest& request : requests) {
                const sc_time arrival = period * static_cast<double>(request.arrival);
                if (arrival > sc_core::sc_time_stamp()) self.pause(arrival - sc_core::sc_time_stamp());
                accesses.push_back(
                    std::make_unique<Access>(request.is_write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND,
                                             request.burst * device.burst_bytes(), 4));
                if (blocking) {
                    sc_time delay = sc_core::SC_ZERO_TIME;
                    self.socket->b_transport(accesses.back()->payload, delay);
                    last = std::max(last, sc_core::sc_time_stamp() + delay);
                } else {
                    tlm::tlm_phase phase;
                    self.begin(accesses.back()->payload, phase);
                }
            }
            const sc_time end = period * static_cast<double>(until);
            if (end > sc_core::sc_time_stamp()) self.pause(end - sc_core::sc_time_stamp());
            if (!blocking) {
                while (self.responses.size() < requests.size()) self.pause(self.responded);
                for (const Initiator::Response& response : self.responses) last = std::max(last, response.at);
            }
            dram.close(end);
            self.pause(std::max(dram.booked_until(), sc_core::sc_time_stamp()) - sc_core::sc_time_stamp() + period);
            result = {static_cast<std::int64_t>(last / period), to_json(dram.counts())};
        });
        return result.dump();
    }));
}

}  // namespace

TEST_CASE("the target serves random requests as the reservations do")
{
    const std::uint64_t first = environment_setting("DELTASIM_TARGET_FIRST", 1);
    for (std::uint64_t seed = first; seed < first + number_of_runs("DELTASIM_TARGET_RUNS", 6); ++seed) {
        for (const DramDevice& device : variants()) {
            INFO("seed " << seed << ", ranks " << device.ranks << ", page " << static_cast<int>(device.page)
                         << ", refresh " << static_cast<int>(device.refresh) << ", postponed "
                         << device.postponed_refreshes);
            const std::vector<BurstRequest> requests = random_requests(device, seed, request_count, 4000);
            const ServedRequests served = serve(device, requests);
            const nlohmann::json expected{served.end, to_json(served.counts)};
            for (const bool blocking : {false, true}) {
                INFO((blocking ? "b_transport" : "nb_transport"));
                CHECK(serve_by_socket(device, requests, served.until, blocking).dump() == expected.dump());
            }
        }
    }
}

}  // namespace deltasim::test::target_law_test
