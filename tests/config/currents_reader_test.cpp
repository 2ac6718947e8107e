// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>
#include <variant>

#include "config/workspace.hpp"
#include "places.hpp"
#include "rooms.hpp"

namespace deltasim::test::currents_reader_test
{

namespace
{

constexpr const char* currents = R"(currents_ma:
  idd3n_open_banks: one
  rho: {assumed: 0.5, reason: a guess}
  rails:
    - {name: VDD1, volts: 1.8, IDD0: 3.5, IDD2N: 2, IDD3N: 2.25}
    - {name: VDD2, volts: 1.1, IDD0: 45, IDD2N: 27, IDD3N: 30, IDD5PB: 30}
)";

/// The shipped device with other currents.
std::string device_with(const std::string& text)
{
    std::ifstream file(source_directory() + "/configs/dram/ddr4_2400_8gb_x8.yaml");
    const std::string shipped{std::istreambuf_iterator<char>(file), {}};
    return shipped.substr(0, shipped.find("currents_ma:")) + text;
}

std::string errors(const std::string& from, const std::string& to)
{
    const Workspace workspace;
    std::string text = workspace.check_text("device.yaml", device_with(with(currents, from, to)));
    const std::size_t line = text.find(':');
    const std::size_t column = text.find(':', line + 1);
    return column == std::string::npos ? text : text.substr(text.find(' ', column) + 1);
}

}  // namespace

TEST_CASE("the currents of a device are read rail by rail, with the timings that they need")
{
    const Workspace workspace;
    workspace.write("configs/dram/mine.yaml", device_with(currents));
    const ProcessorConfig processor =
        workspace.load({{"processor", "eyeriss"}, {"processor.dram.device", "mine"}}).processors[0].processor;
    const DramDevice& device = std::get<DramDevice>(processor.dram->model);
    REQUIRE(device.currents);
    CHECK(device.currents->idd3n_open_banks == OpenBanks::one);
    CHECK(device.currents->rho == 0.5);
    CHECK(device.currents->row_cycles == 39);
    CHECK(device.currents->precharge_cycles == 17);
    REQUIRE(device.currents->rails.size() == 2);
    const SupplyRail& rail = device.currents->rails[1];
    CHECK(rail.name == "VDD2");
    CHECK(rail.volts == 1.1);
    CHECK(rail.milliamperes[static_cast<std::size_t>(Current::IDD5PB)] == 30.0);
    CHECK_FALSE(rail.milliamperes[static_cast<std::size_t>(Current::IDD4R)]);
    CHECK(processor.assumed.at("dram.device.currents_ma.rho") == "a guess");
}

TEST_CASE("a device without currents is right")
{
    const Workspace workspace;
    CHECK(workspace.check_text("device.yaml", device_with("")) == "DRAM device");
}

TEST_CASE("currents that make no sense are refused")
{
    CHECK(errors("rho", "rho") == "DRAM device");
    CHECK(errors("one", "two") == "currents_ma.idd3n_open_banks: expected one of all, one, found \"two\"");
    CHECK(errors("assumed: 0.5", "assumed: 1.5") == "currents_ma.rho: expected a number from 0 to 1, found \"1.5\"");
    CHECK(errors("IDD5PB: 30", "IDD5PB: -30") ==
          "currents_ma.rails[2].IDD5PB: expected a number of at least 0, found \"-30\"");
    CHECK(errors("IDD5PB: 30", "IDD5PB: 1e308") ==
          "currents_ma.rails[2].IDD5PB: expected a number from 1e-30 to 1e+30, or 0, found \"1e308\"");
    CHECK(errors("volts: 1.1", "volts: 1e-40") ==
          "currents_ma.rails[2].volts: expected a number from 1e-30 to 1e+30, found \"1e-40\"");
    CHECK(errors("volts: 1.1", "volts: 0") == "currents_ma.rails[2].volts: expected a number above 0, found \"0\"");
    CHECK(errors("name: VDD2", "name: VDD1") == "currents_ma.rails[2]: another rail is called VDD1");
    CHECK(errors("IDD0: 45", "IDDO: 45") == "currents_ma.rails[2].IDDO: unknown key, did you mean \"IDD0\"?");
    CHECK(errors("volts: 1.1", "IDD5B: 5") == "currents_ma.rails[2]: missing required key \"volts\"");
}

}  // namespace deltasim::test::currents_reader_test
