// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "config/shipped_devices.hpp"
#include "core/diagnostic.hpp"
#include "experiment/replay/command_list.hpp"
#include "experiment/replay/command_trace.hpp"
#include "experiment/replay/replay.hpp"
#include "rooms.hpp"

// A list of commands has the energy of the replay that wrote it, whatever the device and its controller do.

namespace deltasim::test::command_list_test
{

namespace
{

class Scratch
{
public:
    Scratch()
    {
        std::string name = (std::filesystem::temp_directory_path() / "deltasim-commands-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
        folder_ = name;
    }
    ~Scratch() { std::filesystem::remove_all(folder_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return (folder_ / name).string(); }

private:
    std::filesystem::path folder_;
};

CommandListReport priced(const std::string& file, const DramDevice& device, const CommandListSettings& settings = {})
{
    os::TextInput input(file);
    return price_commands(input, device, settings, [] {});
}

std::string complaint(const std::string& text, const DramDevice& device)
{
    const Scratch scratch;
    std::ofstream(scratch.file("list")) << text;
    try {
        static_cast<void>(priced(scratch.file("list"), device));
    } catch (const InputError& error) {
        const std::string what = error.what();
        return what.substr(what.find("list:") + 5);
    }
    return "";
}

}  // namespace

TEST_CASE("the commands of a replay are priced like the replay itself")
{
    for (const std::string& name : shipped_devices()) {
        std::vector<DramDevice> devices = variants(shipped_device(name));
        for (const DramDevice& variant : variants(shipped_device(name))) {
            devices.push_back(resting(variant, IdleState::power_down, devices.size()));
            devices.push_back(resting(variant, IdleState::self_refresh, devices.size()));
        }
        for (DramDevice device : devices) {
            if (!device.currents) continue;
            const bool of_banks = device.refresh == RefreshGranularity::per_bank;
            if (name == "lpddr3_1600_4gb_x32" && of_banks) continue;  // it has no current for per-bank refresh
            const Scratch scratch;
            constexpr std::uint64_t first_arrival = 205;
            {
                std::ofstream trace(scratch.file("trace"));
                std::uint64_t clock = first_arrival;
                for (std::uint64_t i = 0; i < 3000; ++i) {
                    const std::uint64_t address =
                        i % 7 < 4 ? i * 64 : i * 0x9e3779b97f4a7c15U % device.capacity_bytes();
                    if (i > 0) clock += i % 11 == 0 ? 200 : i % 3;
                    if (i == 1500)
                        clock += 50'000 * device.refresh_interval_cycles;  // repeats stand for refreshes in idle time
                    trace << "0x" << std::hex << address << std::dec << (i % 5 == 0 ? " WRITE " : " READ ") << clock
                          << "\n";
                }
            }
            TraceReader reader(scratch.file("trace"), {device.capacity_bytes(), device.name});
            CommandTrace commands(scratch.file("list.csv"), device);
            const ReplayReport replayed = replay(reader, device, {.commands = &commands}, [](std::uint64_t) {});
            commands.close();
            INFO(name << ", page " << page_policy_names[device.page] << ", refresh "
                      << refresh_granularity_names[device.refresh] << ", postponed " << device.postponed_refreshes
                      << ", idle " << idle_state_names[device.idle.state]);
            // The clocks of the list begin with its first command, those of a replay with its first request.
            std::ifstream lines(scratch.file("list.csv"));
            std::string first;
            std::getline(lines, first);
            std::getline(lines, first);
            const std::uint64_t late = std::stoull(first) - first_arrival;
            const CommandListReport list = priced(scratch.file("list.csv"), device, {.cycles = replayed.cycles - late});
            CHECK(list.counts.activates == replayed.counts.activates);
            CHECK(list.counts.precharges == replayed.counts.precharges);
            CHECK(list.counts.reads == replayed.counts.reads);
            CHECK(list.counts.writes == replayed.counts.writes);
            CHECK(list.counts.refreshes == replayed.counts.refreshes);
            CHECK(list.counts.bank_refreshes == replayed.counts.bank_refreshes);
            CHECK(list.counts.rank_active_cycles == replayed.counts.rank_active_cycles);
            CHECK(list.counts.bank_active_cycles == replayed.counts.bank_active_cycles);
            CHECK(list.counts.bank_refresh_only_cycles == replayed.counts.bank_refresh_only_cycles);
            CHECK(list.counts.idle == replayed.counts.idle);
            CHECK((list.energy.commands() + list.energy.background()).value() ==
                  Approx((replayed.energy->commands() + replayed.energy->background()).value()).epsilon(1e-3));
            // Refreshes in idle time must not fill a disk.
            CHECK(std::filesystem::file_size(scratch.file("list.csv")) < (std::uintmax_t{1} << 23U) * device.channels);
        }
    }
}

TEST_CASE("lists of other simulators are read by their names")
{
    const Scratch scratch;
    const DramDevice device = shipped_device("ddr4_2400_8gb_x8");
    const auto counts = [&](const std::string& text) {
        std::ofstream(scratch.file("list")) << text;
        return priced(scratch.file("list"), device).counts;
    };
    const DramCounts ours = counts("0,activate,0,0,1,2,5\n17,read,0,0,1,2,5,3\n50,precharge,0,0,1,2\n"
                                   "80,refresh,0,0\n900,refresh,0,1\n");
    CHECK(ours.activates == 1);
    CHECK(ours.reads == 1);
    CHECK(ours.precharges == 1);
    CHECK(ours.refreshes == 2);
    CHECK(ours.rank_active_cycles == 50);
    CHECK(ours.banks[4 + 2].activates == 1);
    // In the standard's words, with blanks, and with a header in another order.
    CHECK(counts("0 ACT 0 0 1 2 5\n17 RD 0 0 1 2 5 3\n50 PRE 0 0 1 2\n80 REFab 0 0\n900 REF 0 1\n") == ours);
    CHECK(counts("cycle,command,channel,rank,bankgroup,bank,row,column\n0,activate,0,0,1,2,0x5,0\n"
                 "17,read,0,0,1,2,0x5,0x3\n50,precharge,0,0,1,2,0,0\n80,refresh,0,0,,,,\n900,refresh,0,1,,,,\n") ==
          ours);
    CHECK(
        counts("command,clk,bank,bank_group,rank\nact,0,2,1,0\nrd,17,2,1,0\nPREA,50,,,0\nref,80,,,0\nref,900,,,1\n") ==
        ours);
    // Cycle, command, bank of the rank.
    const DramCounts few = counts("0,ACT,6\n17,RDA,6\n100,ACT,15\n120,WR,15\n");
    CHECK(few.reads == 1);
    CHECK(few.precharges == 1);
    CHECK(few.banks[15].writes == 1);
}

TEST_CASE("a list that cannot be counted is refused at its place")
{
    const DramDevice device = shipped_device("ddr4_2400_8gb_x8");
    CHECK(complaint("0,ACT,6\n17,RDA,6\n100,WRA,6\n", device) == "3:5: wra at cycle 100: the bank has no row open");
    CHECK(complaint("0,ACT,6\n17,ACT,6\n", device) == "2:4: act at cycle 17: the bank has a row open");
    CHECK(complaint("0,ACT,6\n17,REF,0\n", device) == "2:4: ref at cycle 17: a bank of the rank has a row open");
    CHECK(complaint("9,ACT,6\n7,RD,6\n", device) ==
          "2:1: expected a cycle of at least 9, that of the command before, found 7");
    CHECK(complaint("9,ACT,16\n", device) == "1:7: expected a bank from 0 to 15, found \"16\"");
    CHECK(complaint("9,ACT,0,2,0,0\n", device) == "1:9: expected a rank from 0 to 1, found \"2\"");
    CHECK(complaint("9,ACT,0,0,0,0,65535\n", device).empty());
    CHECK(complaint("9,ACT,0,0,0,0,65536\n", device) == "1:15: expected a row from 0 to 65535, found \"65536\"");
    CHECK(complaint("9,ACT,0,0,0,0,0x10000\n", device) == "1:15: expected a row from 0 to 65535, found \"0x10000\"");
    CHECK(complaint("9,PRE,0,0,0,0,999999999999\n", device) ==
          "1:15: expected a row from 0 to 65535, found \"999999999999\"");
    CHECK(complaint("0,ACT,0,0,0,0,0\n17,RD,0,0,0,0,99999999999999999999\n", device) ==
          "2:15: expected a row from 0 to 65535, found \"99999999999999999999\"");
    CHECK(complaint("0,ACT,0,0,0,0,0\n17,RD,0,0,0,0,0,1023\n", device).empty());
    CHECK(complaint("0,ACT,0,0,0,0,0\n17,WR,0,0,0,0,0,1024\n", device) ==
          "2:17: expected a column from 0 to 1023, found \"1024\"");
    // Others write with what goes to no row whatever they have at hand.
    CHECK(complaint("5,PREA,0,0,0,0,0xffffffff,0xffffffff\n9,REF,0,0,0,0,0xffffffff,0xffffffff\n", device).empty());
    CHECK(complaint("9,PDN,0,0,0,0\n", device).starts_with("1:3: expected a command such as activate"));
    CHECK(complaint("cycle,bank\n", device) == "1:1: lacks the column command");
    CHECK(complaint("cycle,cycle,command\n", device) == "1:7: the column cycle is named twice");
    CHECK(complaint("# mine\ncommand,clk,bank,bankgroup,rank,bank_group\n", device) ==
          "2:33: the column bank_group is named twice");
    CHECK(complaint("cycle,what\n", device).starts_with("1:7: expected one of cycle, command"));
    CHECK(complaint("9,ACT,0,0\n", device) == "1:9: lacks the bank");
    CHECK(complaint("", device) == " no commands");
}

}  // namespace deltasim::test::command_list_test
