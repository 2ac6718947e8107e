// SPDX-License-Identifier: MIT
#include "experiment/results/json.hpp"

#include "report/formats.hpp"

namespace deltasim::experiment
{

namespace
{

std::string dumped(const Json& json, int indent)
{
    return report::json_escaped(json.dump(indent, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

std::string json_text(const Json& json) { return dumped(json, 2) + "\n"; }

std::string json_line(const Json& json) { return dumped(json, -1); }

}  // namespace deltasim::experiment
