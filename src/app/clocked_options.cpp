// SPDX-License-Identifier: MIT
#include "app/clocked_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/argument_checks.hpp"
#include "config/document/number.hpp"
#include "config/document/quoted_text.hpp"
#include "core/diagnostic.hpp"
#include "os/output_folder.hpp"

namespace deltasim::app
{

namespace
{

/// FROM:TO, either of which may be left out.
systemc::Window window_of(const std::string& text)
{
    const auto refuse = [&] {
        throw InputError(
            fmt::format("--window {}: expected FROM:TO, clocks of the array, the first below the second, or "
                        "FROM: or :TO",
                        config::quoted_text(text)));
    };
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || text.size() == 1) refuse();
    const auto number = [&](const std::string& digits) -> std::optional<std::uint64_t> {
        if (digits.empty()) return std::nullopt;
        const auto clock = config::parse_whole_number(digits);
        if (!clock) refuse();
        return clock;
    };
    const systemc::Window window{number(text.substr(0, colon)).value_or(0), number(text.substr(colon + 1))};
    if (window.to && *window.to <= window.from) refuse();
    return window;
}

}  // namespace

void ClockedOptions::add_to(CLI::App& command)
{
    command.add_option("--vcd", vcd, "write waveforms to this file; --engine systemc")
        ->type_name("FILE")
        ->check(given("a file"));
    command.add_option("--window", window, "from which clock of the array to which --vcd is written")
        ->type_name("FROM:TO")
        ->check(given("FROM:TO"));
    const std::vector<std::string> levels(systemc::log_level_names.begin(), systemc::log_level_names.end());
    command.add_option("--log-level", log_level, "what modules report on stderr; --engine systemc")
        ->check(CLI::IsMember(levels));
}

std::string_view ClockedOptions::given_option() const
{
    if (!vcd.empty()) return "--vcd";
    if (!window.empty()) return "--window";
    return log_level.empty() ? "" : "--log-level";
}

void ClockedOptions::prepare_vcd(const SimulationOptions& simulation) const
{
    if (vcd.empty()) return;
    simulation.refuse_to_replace(vcd, "--vcd " + vcd);
    os::prepare_file(vcd);
}

systemc::Options ClockedOptions::options() const
{
    systemc::Options options;
    options.vcd = vcd;
    if (!window.empty()) {
        if (vcd.empty()) throw InputError("--window: there are no waveforms without --vcd FILE");
        options.window = window_of(window);
    }
    const auto level = std::find(systemc::log_level_names.begin(), systemc::log_level_names.end(), log_level);
    if (level != systemc::log_level_names.end()) {
        options.log_level = static_cast<systemc::LogLevel>(level - systemc::log_level_names.begin());
    }
    return options;
}

}  // namespace deltasim::app
