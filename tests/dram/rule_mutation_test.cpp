// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "config/shipped_devices.hpp"
#include "dram/request_stream.hpp"
#include "dram/timing_checker.hpp"
#include "rooms.hpp"

// Tests that the timing checker works: a simulated device that lacks one rule of its file breaks that rule sooner or
// later, whichever rule it is.

namespace deltasim::test::rule_mutation_test
{

namespace
{

std::string text_of(const TimingRule& rule)
{
    const auto name = [](DramCommand command) { return std::string(dram_command_names[command]); };
    return std::string(rule_scope_names[rule.scope]) + " " + name(rule.preceding) + " -> " + name(rule.following) +
           " window " + std::to_string(rule.window);
}

bool is_caught(const DramDevice& device, std::size_t row)
{
    constexpr std::uint64_t most_seeds = 30;
    constexpr std::size_t requests = 400;
    for (std::uint64_t seed = 1; seed <= most_seeds; ++seed) {
        for (const DramDevice& variant : variants(device)) {
            DramDevice mutant = variant;
            mutant.rules.erase(mutant.rules.begin() + static_cast<std::ptrdiff_t>(row));
            const auto idle = static_cast<std::int64_t>(2 * device.refresh_interval_cycles);
            const ServedRequests served = serve(mutant, random_requests(variant, seed, requests, idle));
            if (!violations(variant, served.commands, served.until).empty()) return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("a model that lacks any one row of any shipped device's table is caught")
{
    for (const std::string& name : shipped_devices()) {
        DramDevice device = shipped_device(name);
        device.channels = 1;  // channels are independent: all requests go to one
        for (std::size_t row = 0; row < device.rules.size(); ++row) {
            INFO(name << ", " << text_of(device.rules[row]));
            CHECK(is_caught(device, row));
        }
    }
}

}  // namespace deltasim::test::rule_mutation_test
