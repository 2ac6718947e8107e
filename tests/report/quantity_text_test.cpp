// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "report/quantity_text.hpp"
#include "rooms.hpp"

namespace deltasim::test::quantity_text_test
{

TEST_CASE("energies and times have four digits and a unit of a fitting size")
{
    CHECK(energy_text(0.5, "pJ") == "0.5 pJ");
    CHECK(energy_text(999.94, "pJ") == "999.9 pJ");
    CHECK(energy_text(999.96, "pJ") == "1 nJ");
    CHECK(energy_text(3.991e11, "pJ") == "399.1 mJ");
    CHECK(energy_text(3.221e16, "pJ") == "32.21 kJ");
    CHECK(energy_text(12345.0, "MACs") == "1.234e+04 MACs");
    CHECK(time_text(0.1504) == "150.4 ms");
    CHECK(time_text(26907.0) == "7.474 h");
    CHECK(time_text(1.5e-9) == "1.5 ns");
}

TEST_CASE("sizes are exact, and in a fitting unit besides")
{
    CHECK(bytes_text(1) == "1 byte");
    CHECK(bytes_text(1023) == "1,023 bytes");
    CHECK(bytes_text(411'041'792) == "411,041,792 bytes (392 MiB)");
}

}  // namespace deltasim::test::quantity_text_test
