// SPDX-License-Identifier: MIT
#include "report/json_text.hpp"

#include "report/formats.hpp"

namespace deltasim::report
{

using Json = nlohmann::ordered_json;

std::string shown_json(const Json& json, int indent)
{
    return json_escaped(json.dump(indent, ' ', false, Json::error_handler_t::replace));
}

std::string strict_json(const Json& json, int indent) { return json.dump(indent); }

std::string ascii_json(const std::string& text)
{
    return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

Json parsed_strictly(std::string_view text) { return Json::parse(text); }

}  // namespace deltasim::report
