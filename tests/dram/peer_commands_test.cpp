// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <zlib.h>

#include "config/shipped_devices.hpp"
#include "dram/request_stream.hpp"
#include "dram/timing_checker.hpp"
#include "places.hpp"
#include "rooms.hpp"

// The command lists of another simulator, DRAMsim3@29817593 with DDR4_8Gb_x8_2400: our checker checks them, and we
// compare them with ours. Its controller reorders (per-bank queues, first ready first, at most four row hits ahead of a
// row conflict), so we need not match its cycles on streams; those of a single read must match.

namespace deltasim::test::peer_commands_test
{

namespace
{

/// tests/dram/data/dramsim3: cycle, command, channel, rank, bank group, bank, row, column.
std::vector<ListedCommand> peer_commands(const std::string& name)
{
    const std::filesystem::path path =
        std::filesystem::path(source_directory()) / "tests/dram/data/dramsim3" / (name + ".csv.gz");
    gzFile file = gzopen(path.c_str(), "rb");
    REQUIRE(file != nullptr);
    std::vector<ListedCommand> commands;
    std::array<char, 256> line{};
    gzgets(file, line.data(), static_cast<int>(line.size()));  // the header
    while (gzgets(file, line.data(), static_cast<int>(line.size())) != nullptr) {
        std::istringstream fields(line.data());
        std::array<std::string, 7> field;
        for (std::string& one : field) std::getline(fields, one, ',');
        ListedCommand command;
        command.clock = std::stoll(field[0]);
        for (std::size_t i = 0; i < dram_command_names.size(); ++i) {
            if (dram_command_names[i] == field[1]) command.command = static_cast<DramCommand>(i);
        }
        command.whole_rank = command.command == DramCommand::refresh;
        command.rank = static_cast<std::uint32_t>(std::stoul(field[3]));
        if (!command.whole_rank) {
            command.group = static_cast<std::uint32_t>(std::stoul(field[4]));
            command.bank = static_cast<std::uint32_t>(std::stoul(field[5]));
        }
        if (command.command != DramCommand::precharge) command.row = std::stoll(field[6], nullptr, 16);
        commands.push_back(command);
    }
    gzclose(file);
    return commands;
}

/// Its address mapping: rank, row, bank, bank group, column, from the most significant; it has a single channel.
DramDevice peer_device()
{
    DramDevice device = shipped_device("ddr4_2400_8gb_x8");
    device.mapping = {AddressField::row, AddressField::rank, AddressField::bank, AddressField::bank_group,
                      AddressField::column};
    return device;
}

std::vector<BurstRequest> sequential(std::size_t count, bool is_write)
{
    std::vector<BurstRequest> requests;
    for (std::size_t i = 0; i < count; ++i) requests.push_back({i, is_write, static_cast<std::int64_t>(i)});
    return requests;
}

}  // namespace

TEST_CASE("the checker accepts the command lists of another simulator")
{
    for (const char* name : {"single_read", "seq1000_read", "seq1000_write"}) {
        const std::vector<ListedCommand> commands = peer_commands(name);
        REQUIRE(!commands.empty());
        INFO(name);
        CHECK(violations(peer_device(), commands, commands.back().clock + 1).empty());
    }
}

TEST_CASE("the checker would not accept them a clock tighter")
{
    DramDevice device = peer_device();
    for (TimingRule& rule : device.rules) {
        const bool row_to_column = rule.preceding == DramCommand::activate && rule.following == DramCommand::read;
        if (row_to_column) ++rule.delay_cycles;
    }
    CHECK(violations(device, peer_commands("single_read"), 100).size() == 1);
}

TEST_CASE("a single read has its commands and its data at the clocks of another simulator")
{
    const std::vector<ListedCommand> theirs = peer_commands("single_read");
    const ServedRequests ours = serve(peer_device(), sequential(1, false));
    REQUIRE(theirs.size() == 2);
    REQUIRE(ours.commands.size() >= 2);
    // Its request spends two clocks in queues before the activate; its callback comes at 40, the clock after the data.
    constexpr std::int64_t queues = 2;
    CHECK(ours.commands[0].command == DramCommand::activate);
    CHECK(ours.commands[0].clock + queues == theirs[0].clock);
    CHECK(ours.commands[1].command == DramCommand::read);
    CHECK(ours.commands[1].clock + queues == theirs[1].clock);
    CHECK(ours.end + queues == 40);
}

TEST_CASE("on sequential streams an in-order controller is slower than one that reorders, by its bank groups")
{
    // In order, bursts of a row are tCCD_L apart, and tCCD_S where a row ends and the next bank group begins. DRAMsim3
    // takes 5470 clocks for the reads and 5244 for the writes, a refresh among them: around the end of a row it takes
    // bursts from both bank groups in turn, tCCD_S apart. With a refresh the reads take 6475 here, 18 % more. Its ranks
    // are refreshed in turn, the one in use at half of tREFI; ours all at once.
    constexpr std::int64_t tCCD_L = 6;
    constexpr std::int64_t gained = 2;  // tCCD_L - tCCD_S
    constexpr std::int64_t row_ends = 7;
    DramDevice device = peer_device();
    device.refresh_interval_cycles /= 2;
    CHECK(serve(device, sequential(1000, false)).end == 6475);
    device.refresh_interval_cycles = 0;
    const std::int64_t first_read = 17 + 17 + 4;  // tRCD + CL + burst
    CHECK(serve(device, sequential(1000, false)).end == 999 * tCCD_L - row_ends * gained + first_read);
    const std::int64_t first_write = 17 + 12 + 4;  // tRCD + CWL + burst
    CHECK(serve(device, sequential(960, true)).end == 959 * tCCD_L - row_ends * gained + first_write);
}

}  // namespace deltasim::test::peer_commands_test
