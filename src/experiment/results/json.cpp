// SPDX-License-Identifier: MIT
#include "experiment/results/json.hpp"

#include "report/json_text.hpp"

namespace deltasim::experiment
{

std::string json_text(const Json& json) { return report::shown_json(json, 2) + "\n"; }

std::string json_line(const Json& json) { return report::shown_json(json); }

}  // namespace deltasim::experiment
