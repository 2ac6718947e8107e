// SPDX-License-Identifier: MIT
#include "systemc/reports.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <systemc>

namespace deltasim::systemc
{

namespace
{

LogLevel shown = LogLevel::error;

void report(const sc_core::sc_report& report, const sc_core::sc_actions& /*actions*/)
{
    const std::string detail = report.get_msg();
    const std::string text = fmt::format("{}{}{}", report.get_msg_type(), detail.empty() ? "" : ": ", detail);
    switch (report.get_severity()) {
    case sc_core::SC_INFO:
        if (shown < LogLevel::info || report.get_msg_type() == std::string_view("/OSCI/SystemC")) return;
        break;
    case sc_core::SC_WARNING:
        if (shown < LogLevel::warning) return;
        break;
    default: throw std::runtime_error("SystemC: " + text);
    }
    fmt::print(stderr, "deltasim: {}: {}\n", report.get_time().to_string(), text);
}

}  // namespace

void install_reports(LogLevel level)
{
    shown = level;
    sc_core::sc_report_handler::set_handler(report);
    sc_core::sc_report_handler::set_verbosity_level(level == LogLevel::debug ? sc_core::SC_HIGH : sc_core::SC_MEDIUM);
}

}  // namespace deltasim::systemc
