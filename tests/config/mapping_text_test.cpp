// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "config/load.hpp"
#include "config/readers/address_mapping_text.hpp"
#include "core/diagnostic.hpp"
#include "places.hpp"
#include "rooms.hpp"

namespace deltasim::test::mapping_text_test
{

namespace
{

DramDevice device(std::uint64_t ranks)
{
    DramDevice device;
    device.name = "small";
    device.ranks = ranks;
    device.bank_groups = 4;
    device.banks_per_group = 4;
    device.rows = 16;
    device.columns = 32;
    return device;
}

/// The mapping, or what is wrong with it.
std::string said(const std::string& text, std::uint64_t ranks = 1)
{
    try {
        return mapping_text(parse_mapping(text, device(ranks), "--mapping"));
    } catch (const InputError& error) {
        return error.what();
    }
}

/// What is said of a device on the command line.
std::string complaint(const std::string& name, const std::vector<Override>& overrides = {})
{
    try {
        static_cast<void>(load_dram_device(name, "--dram " + name, overrides, {{source_directory()}}));
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a mapping is a word of two letters a field, or a list of names")
{
    CHECK(said("robacobg") == "row,bank,column,bank_group");
    CHECK(said("robabgco") == "row,bank,bank_group,column");
    CHECK(said("rochrababgco", 2) == "row,channel,rank,bank,bank_group,column");
    CHECK(said("row, rank, bank, column, bank_group", 2) == "row,rank,bank,column,bank_group");
}

TEST_CASE("a mapping that lacks a field, repeats one or names none is refused")
{
    CHECK(said("robacobg", 2) == "--mapping: lacks rank, of which small has 2");
    CHECK(said("row,bank,bank_group") == "--mapping: lacks column, of which small has 4");
    CHECK(said("row") == "--mapping: lacks bank_group, of which small has 4");
    CHECK(said("") == "--mapping: lacks row, of which small has 16");
    CHECK(said("robacobgro") == "--mapping: row occurs twice");
    CHECK_THAT(said("row,bnk"), Catch::EndsWith("found \"bnk\", did you mean \"bank\"?"));
    const std::string letters = "--mapping: expected names with commas between them, or ch, ro, ra, bg, ba, co in a "
                                "word, found ";
    CHECK(said("rowbank") == letters + "\"wb\"");
    CHECK(said("robac") == letters + "\"c\"");
}

TEST_CASE("a device on the command line is a name or a path, and its own keys can be set")
{
    const std::string name = "ddr4_2400_8gb_x8";
    const DramDevice by_name = load_dram_device(name, "--dram", {}, {{source_directory()}}).device;
    CHECK(by_name.name == name);
    CHECK(load_dram_device(source_directory() + "/configs/dram/" + name + ".yaml", "--dram", {}, {}).device == by_name);
    const DramDevice changed =
        load_dram_device(name, "--dram", {{"timing_cycles.tREFI", "0"}}, {{source_directory()}}).device;
    CHECK(changed.refresh_interval_cycles == 0);

    CHECK_THAT(complaint("ddr4_2400_8gb_x9"),
               Catch::StartsWith("--dram ddr4_2400_8gb_x9: unknown DRAM device \"ddr4_2400_8gb_x9\", did you mean"));
    CHECK(complaint("none.yaml") == "--dram none.yaml: none.yaml: no such file");
    CHECK(complaint("flat") == "--dram flat: expected a DRAM device with rows and banks, which flat is not");
    CHECK(complaint(name, {{"clock_mhz", "fast"}}) ==
          "--set clock_mhz=fast: clock_mhz: expected a clock in MHz above 0 and at most 100000, a whole number of "
          "hertz, found \"fast\"");
}

}  // namespace deltasim::test::mapping_text_test
