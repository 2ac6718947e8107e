// SPDX-License-Identifier: MIT
#include "experiment/results/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "config/document/quoted_text.hpp"
#include "report/json_text.hpp"

namespace deltasim::experiment
{

namespace
{

// Far more than the run of any head needs, and far less than what would do harm.
constexpr std::size_t most_bytes = std::size_t{1} << 28U;
constexpr std::size_t most_elements = 1'000'000;
constexpr std::size_t most_letters = std::size_t{1} << 20U;
constexpr std::size_t deepest = 32;

/// How deep a text nests, found without parsing it.
std::size_t depth_of(std::string_view text)
{
    std::size_t depth = 0;
    std::size_t greatest = 0;
    bool is_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (is_text) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                is_text = false;
        } else if (c == '"') {
            is_text = true;
        } else if (c == '[' || c == '{') {
            greatest = std::max(greatest, ++depth);
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return greatest;
}

std::string described(const Json& json)
{
    if (json.is_string()) return config::quoted_text(json.get_ref<const std::string&>());
    if (json.is_array()) return fmt::format("a list of {}", json.size());
    if (json.is_object()) return "an object";
    return report::strict_json(json);
}

}  // namespace

std::string JsonPlace::text() const
{
    if (parent == nullptr) return "";
    const std::string before = parent->text();
    if (key.data() == nullptr) return fmt::format("{}[{}]", before, index);
    const std::string quoted = config::quoted_text(key);
    const std::string name = quoted.substr(1, quoted.size() - 2);
    return before.empty() ? name : before + "." + name;
}

void refuse(const JsonPlace& place, std::string_view expected, const Json& found)
{
    const std::string where = place.text();
    throw DamagedResult(
        fmt::format("{}{}expected {}, found {}", where, where.empty() ? "" : ": ", expected, described(found)));
}

void refuse_missing(const JsonPlace& place) { throw DamagedResult(place.text() + ": is missing"); }

Json parsed_json(std::string_view text)
{
    if (text.size() > most_bytes) throw DamagedResult(fmt::format("{} bytes of JSON are too many", text.size()));
    if (depth_of(text) > deepest) throw DamagedResult(fmt::format("JSON nested more than {} deep", deepest));
    try {
        return report::parsed_strictly(text);
    } catch (const Json::parse_error& error) {
        throw DamagedResult(fmt::format("no JSON: an error at byte {}", error.byte));
    } catch (const Json::exception&) {  // a number that no double can represent
        throw DamagedResult("no JSON: a number is out of range");
    }
}

const Json* member_of(const Json& json, const char* name, const JsonPlace& place)
{
    require_object(json, place);
    const auto found = json.find(name);
    return found == json.end() ? nullptr : &*found;
}

void require_list(const Json& json, const JsonPlace& place)
{
    if (!json.is_array()) refuse(place, "a list", json);
    if (json.size() > most_elements) refuse(place, fmt::format("at most {} elements", most_elements), json);
}

const Json::array_t& elements_of(const Json& json, const JsonPlace& place)
{
    require_list(json, place);
    return json.get_ref<const Json::array_t&>();
}

void require_object(const Json& json, const JsonPlace& place)
{
    if (!json.is_object()) refuse(place, "an object", json);
}

const Json::object_t& members_of(const Json& json, const JsonPlace& place)
{
    require_object(json, place);
    return json.get_ref<const Json::object_t&>();
}

std::size_t index_of_name(const Json& json, std::span<const std::string_view> names, const JsonPlace& place)
{
    const std::string expected = fmt::format("one of {}", fmt::join(names, ", "));
    if (!json.is_string()) refuse(place, expected, json);
    const auto found = std::find(names.begin(), names.end(), json.get_ref<const std::string&>());
    if (found == names.end()) refuse(place, expected, json);
    return static_cast<std::size_t>(found - names.begin());
}

void read_value(const Json& json, bool& value, const JsonPlace& place)
{
    if (!json.is_boolean()) refuse(place, "true or false", json);
    value = json.get<bool>();
}

void read_value(const Json& json, std::uint32_t& count, const JsonPlace& place)
{
    std::uint64_t wide = 0;
    read_value(json, wide, place);
    if (wide > std::numeric_limits<std::uint32_t>::max()) refuse(place, "a whole number below 4294967296", json);
    count = static_cast<std::uint32_t>(wide);
}

void read_value(const Json& json, std::uint64_t& count, const JsonPlace& place)
{
    if (!json.is_number_unsigned()) refuse(place, "a whole number", json);
    count = json.get<std::uint64_t>();
}

void read_value(const Json& json, double& number, const JsonPlace& place)
{
    if (!json.is_number()) refuse(place, "a number", json);
    number = json.get<double>();
    if (!(number >= 0.0) || !std::isfinite(number)) refuse(place, "a number of 0 or more", json);
}

void read_value(const Json& json, Seconds& time, const JsonPlace& place)
{
    double seconds = 0.0;
    read_value(json, seconds, place);
    time = Seconds(seconds);
}

void read_value(const Json& json, Json& value, const JsonPlace& place)
{
    if (!json.is_string() && !json.is_object()) refuse(place, "a text or an object", json);
    value = json;
}

void read_value(const Json& json, std::string& text, const JsonPlace& place)
{
    if (!json.is_string()) refuse(place, "text", json);
    text = json.get<std::string>();
    if (text.size() > most_letters) refuse(place, fmt::format("at most {} bytes of text", most_letters), json);
}

}  // namespace deltasim::experiment
