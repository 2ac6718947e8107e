// SPDX-License-Identifier: MIT
#include "sim/kernel_reports.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <systemc>

namespace deltasim::sim
{

namespace
{

void throw_error(const sc_core::sc_report& report, const sc_core::sc_actions& /*actions*/)
{
    if (report.get_severity() < sc_core::SC_ERROR) return;
    const std::string detail = report.get_msg();
    throw std::runtime_error(fmt::format("SystemC: {}{}{}", report.get_msg_type(), detail.empty() ? "" : ": ", detail));
}

}  // namespace

void throw_kernel_errors() { sc_core::sc_report_handler::set_handler(throw_error); }

}  // namespace deltasim::sim
