// SPDX-License-Identifier: MIT
#include "app/json_schema.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "report/json_text.hpp"

namespace deltasim::app
{

namespace
{

using Json = nlohmann::ordered_json;

class Schema
{
public:
    /// A definition for each part that is not small; equal parts share one.
    Json definitions = Json::object();

    Json of(const config::Description& description)
    {
        const Json bare = of_forms(description);
        if (!description.may_be_assumed) return bare;
        const Json value = referred(bare);
        Json mark{{"type", "object"},
                  {"description", "an assumption with its reason"},
                  {"properties", {{"assumed", value}, {"reason", {{"type", "string"}}}}},
                  {"required", {"assumed", "reason"}},
                  {"additionalProperties", false}};
        return {{"anyOf", {value, std::move(mark)}}};
    }

private:
    Json of_forms(const config::Description& description)
    {
        Json alternatives = Json::array();
        for (const config::Form& form : description.forms) {
            alternatives.push_back(of(form));
            if (form.alone_too) alternatives.push_back(of(*form.items));
        }
        if (alternatives.empty()) return Json::object();
        if (alternatives.size() == 1) return alternatives.front();
        return {{"anyOf", alternatives}};
    }

    Json of(const config::Form& form)
    {
        switch (form.kind) {
        case config::FormKind::whole: return whole(form);
        case config::FormKind::real: return real(form);
        case config::FormKind::truth: return {{"type", "boolean"}};
        case config::FormKind::text:
            return {{"type", {"string", "number", "boolean"}}};  // YAML decides by itself what is text
        case config::FormKind::name:
            return {{"type", "string"},
                    {"description", fmt::format("a name of deltasim list {}, or a path", form.library)}};
        case config::FormKind::words: return {{"enum", form.words}};
        case config::FormKind::list: return {{"type", "array"}, {"items", referred(of(*form.items))}};
        case config::FormKind::mapping: break;
        }
        return mapping(form);
    }

    static Json whole(const config::Form& form)
    {
        Json json{{"type", "integer"}, {"minimum", form.least}};
        if (form.most != std::numeric_limits<std::uint64_t>::max()) json["maximum"] = form.most;
        return json;
    }

    static Json real(const config::Form& form)
    {
        Json json{{"type", "number"}, {form.low_excluded ? "exclusiveMinimum" : "minimum", form.low}};
        if (std::isfinite(form.high)) json["maximum"] = form.high;
        return json;
    }

    Json mapping(const config::Form& form)
    {
        Json json{{"type", "object"}, {"properties", Json::object()}};
        Json required = Json::array();
        Json others = false;
        for (const config::DescribedKey& key : form.keys) {
            Json value = referred(of(*key.value));
            std::string meaning = key.meaning;
            if (!key.default_value.empty()) meaning += fmt::format(" (default: {})", key.default_value);
            // Draft 7 ignores everything beside a $ref, so the description stands around it.
            Json described = value.contains("$ref") ? Json{{"allOf", {value}}} : value;
            described["description"] = meaning;
            if (key.is_users) {
                others = described;
            } else {
                json["properties"][key.name] = described;
                if (key.required) required.push_back(key.name);
            }
        }
        if (!required.empty()) json["required"] = required;
        json["additionalProperties"] = others;
        return json;
    }

    Json referred(const Json& part)
    {
        constexpr std::size_t small = 160;
        const std::string text = report::strict_json(part);
        if (text.size() < small) return part;
        const auto [known, is_new] = names_.try_emplace(text, fmt::format("part{}", names_.size() + 1));
        if (is_new) definitions[known->second] = part;
        return {{"$ref", "#/definitions/" + known->second}};
    }

    std::map<std::string, std::string> names_;
};

}  // namespace

std::string json_schema(const config::Description& description, const std::string& title)
{
    Schema schema;
    Json json{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
    json.update(schema.of(description));
    json["definitions"] = schema.definitions;
    return report::strict_json(json, 2) + "\n";
}

}  // namespace deltasim::app
