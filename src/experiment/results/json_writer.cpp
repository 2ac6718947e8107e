// SPDX-License-Identifier: MIT
#include "experiment/results/json_writer.hpp"

#include <utility>
#include <variant>

namespace deltasim::experiment
{

Json json_of(bool value) { return value; }
Json json_of(std::uint32_t count) { return count; }
Json json_of(std::uint64_t count) { return count; }
Json json_of(double number) { return number; }
Json json_of(const std::string& text) { return text; }
Json json_of(Seconds time) { return time.value(); }

Json json_of(const Scalar& scalar)
{
    return std::visit(
        [](const auto& value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                return Json();
            else
                return Json(value);
        },
        scalar);
}

Json json_of_name(std::string_view name) { return name; }

void set(Json& object, const char* name, Json value) { object[name] = std::move(value); }

void set(Json& object, std::string_view name, Json value) { object[std::string(name)] = std::move(value); }

void add_members(Json& object, const Json& other) { object.update(other); }

void append(Json& list, Json value) { list.push_back(std::move(value)); }

}  // namespace deltasim::experiment
