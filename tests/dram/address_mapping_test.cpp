// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <map>
#include <utility>
#include <vector>

#include "dram/address_mapping.hpp"
#include "dram/small_device.hpp"
#include "rooms.hpp"

// When GCC 12 inlines the constructor here, it believes that the value after the last field is possible.
#pragma GCC diagnostic ignored "-Warray-bounds"

namespace deltasim::test::address_mapping_test
{

TEST_CASE("the fields of a burst's number round trip")
{
    const DramDevice device = small_device(2);
    const AddressMapping mapping(device);
    for (std::uint64_t row = 0; row < 16; ++row) {
        for (std::uint64_t rank = 0; rank < 2; ++rank) {
            for (std::uint64_t group = 0; group < 2; ++group) {
                for (std::uint64_t bank = 0; bank < 4; ++bank) {
                    const std::uint64_t number = burst_number({rank, group, bank, row, 3}, 2);
                    const DramAddress place = mapping.address(number);
                    const BankAddress& at = place.bank;
                    CHECK(place.channel == 0);
                    CHECK(static_cast<std::uint64_t>(place.row) == row);
                    CHECK(place.column == 3);
                    CHECK(at.rank == rank);
                    CHECK(at.group == rank * 2 + group);              // groups are numbered over the channel
                    CHECK(at.bank == (rank * 2 + group) * 4 + bank);  // and so are banks
                }
            }
        }
    }
}

TEST_CASE("the least significant field changes from burst to burst")
{
    DramDevice device = small_device();
    device.mapping = {AddressField::row, AddressField::rank, AddressField::bank, AddressField::column,
                      AddressField::bank_group};
    const AddressMapping mapping(device);
    CHECK(mapping.address(0).bank.group == 0);
    CHECK(mapping.address(1).bank.group == 1);
    CHECK(mapping.address(2).bank.group == 0);
    // Two groups of four bursts share a row's worth of addresses; then the bank changes, and the row last.
    CHECK(mapping.address(7).bank.bank == 4);
    CHECK(mapping.address(8).bank.bank == 1);
    CHECK(mapping.address(31).row == 0);
    CHECK(mapping.address(32).row == 1);
}

TEST_CASE("every burst of a channel has a place of its own, whatever the mapping")
{
    using enum AddressField;
    for (const auto& fields :
         {std::vector{row, rank, bank_group, bank, column}, std::vector{column, row, bank, rank, bank_group},
          std::vector{bank, bank_group, row, column, rank}}) {
        DramDevice device = small_device(2);
        device.mapping = fields;
        const AddressMapping mapping(device);
        std::map<std::pair<std::uint32_t, std::int64_t>, int> bursts_of_row;
        const std::uint64_t bursts = device.capacity_bytes() / device.burst_bytes();
        for (std::uint64_t number = 0; number < bursts; ++number) {
            ++bursts_of_row[{mapping.address(number).bank.bank, mapping.address(number).row}];
        }
        CHECK(bursts_of_row.size() == 16 * 16);  // banks x rows
        for (const auto& [place, count] : bursts_of_row) CHECK(count == 4);
    }
}

TEST_CASE("neighbouring bursts may go to different channels, and a field of one value need not be listed")
{
    DramDevice device = small_device();
    device.channels = 4;
    device.mapping = {AddressField::row, AddressField::bank, AddressField::column, AddressField::bank_group,
                      AddressField::channel};
    const AddressMapping mapping(device);
    CHECK(mapping.row_on_top());
    for (std::uint32_t number = 0; number < 8; ++number) {
        CHECK(mapping.address(number).channel == number % 4);
        CHECK(mapping.address(number).bank.rank == 0);
        CHECK(mapping.address(number).bank.group == number / 4);
    }
}

TEST_CASE("a field of one value above the row does not take its place")
{
    DramDevice device = small_device();
    device.mapping = {AddressField::rank, AddressField::row, AddressField::bank_group, AddressField::bank,
                      AddressField::column};
    CHECK(AddressMapping(device).row_on_top());
    device.ranks = 2;
    CHECK_FALSE(AddressMapping(device).row_on_top());
}

}  // namespace deltasim::test::address_mapping_test
