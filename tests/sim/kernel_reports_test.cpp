// SPDX-License-Identifier: MIT
#include "sim/kernel_reports.hpp"

#include <catch2/catch.hpp>

#include <systemc>

#include "rooms.hpp"

namespace deltasim::test::kernel_reports_test
{

TEST_CASE("errors of the SystemC kernel are thrown with a message of one line, and nothing less is")
{
    throw_kernel_errors();
    CHECK_THROWS_WITH(SC_REPORT_ERROR("no such port", "of memory m"), "SystemC: no such port: of memory m");
    CHECK_THROWS_WITH(SC_REPORT_ERROR("no such port", ""), "SystemC: no such port");
    CHECK_NOTHROW(SC_REPORT_WARNING("an odd name", "m"));
    sc_core::sc_report_handler::set_handler(nullptr);
}

}  // namespace deltasim::test::kernel_reports_test
