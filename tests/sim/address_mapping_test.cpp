// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <map>
#include <utility>
#include <vector>

#include "sim/address_mapping.hpp"
#include "sim/small_device.hpp"

// GCC 12 takes the value past the last field for possible when it inlines the constructor here.
#pragma GCC diagnostic ignored "-Warray-bounds"

namespace deltasim::test
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
                    const BankAddress at = mapping.bank(number);
                    CHECK(mapping.row(number) == row);
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
    CHECK(mapping.bank(0).group == 0);
    CHECK(mapping.bank(1).group == 1);
    CHECK(mapping.bank(2).group == 0);
    // Two groups of four bursts share a row's worth of addresses; then the bank changes, and the row last.
    CHECK(mapping.bank(7).bank == 4);
    CHECK(mapping.bank(8).bank == 1);
    CHECK(mapping.row(31) == 0);
    CHECK(mapping.row(32) == 1);
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
        std::map<std::pair<std::uint32_t, std::uint64_t>, int> bursts_of_row;
        const std::uint64_t bursts = device.capacity_bytes() / device.burst_bytes();
        for (std::uint64_t number = 0; number < bursts; ++number) {
            ++bursts_of_row[{mapping.bank(number).bank, mapping.row(number)}];
        }
        CHECK(bursts_of_row.size() == 16 * 16);  // banks x rows
        for (const auto& [place, count] : bursts_of_row) CHECK(count == 4);
    }
}

TEST_CASE("a bank of the channel knows its group and rank")
{
    const AddressMapping mapping(small_device(2));
    CHECK(mapping.place(0).rank == 0);
    CHECK(mapping.place(7).group == 1);
    CHECK(mapping.place(8).rank == 1);
    CHECK(mapping.place(8).group == 2);
    CHECK(mapping.place(13).bank == 13);
}

}  // namespace deltasim::test
