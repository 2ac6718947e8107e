// SPDX-License-Identifier: MIT
#include "config/library/targets.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"
#include "config/document/yaml_reader.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
{

namespace
{

/// True if a value of `classes` must be looked up. The reader refuses any other value that is no number.
bool is_name(const Node& classes)
{
    return classes.kind == NodeKind::scalar && !classes.text.empty() && !parse_real_number(classes.text);
}

}  // namespace

std::vector<Target> read_targets(const Value& document)
{
    std::vector<Target> targets;
    MappingReader reader(document);
    MappingReader by_name(reader.required_value("targets", "data sets, by their names"));
    for (const MappingReader::Entry& entry : by_name.entries("TARGET", "a data set, under a name that you choose")) {
        MappingReader fields(entry.value);
        Target target{entry.key, 0, ""};
        std::string source;
        bool good = fields.required("classes", target.classes, Whole{1}, "the number of its classes");
        good =
            fields.required("description", target.description, Line{}, "one line that `deltasim list` shows") && good;
        good = fields.required("source", source, Line{}, "the source of that number") && good;
        fields.finish();
        if (good) targets.push_back(std::move(target));
    }
    reader.finish();
    return targets;
}

std::vector<Target> find_targets(const SearchPath& search_path, Diagnostics& diagnostics)
{
    std::map<std::string, Target> by_name;
    for (const std::filesystem::path& root : search_path.roots) {
        const std::filesystem::path file = (root / "configs" / "targets.yaml").lexically_normal();
        std::error_code ignored;  // a file whose status cannot be read counts as not found
        if (!std::filesystem::exists(file, ignored)) continue;
        const std::optional<Node> document = read_yaml_file(file, diagnostics);
        if (!document) continue;
        for (Target& target : read_targets(root_value(*document, "", {&diagnostics, nullptr}))) {
            by_name.try_emplace(target.name, std::move(target));
        }
    }
    std::vector<Target> targets;
    for (auto& [name, target] : by_name) targets.push_back(std::move(target));
    return targets;
}

void put_target_classes(Node& holder, const std::string& path, const SearchPath& search_path, Diagnostics& diagnostics)
{
    Node* const given = holder.find("classes");
    if (given == nullptr || !is_name(given->bare())) return;
    Node& classes = given->bare();
    const std::vector<Target> targets = find_targets(search_path, diagnostics);
    const auto target =
        std::find_if(targets.begin(), targets.end(), [&](const Target& t) { return t.name == classes.text; });
    if (target != targets.end()) {
        classes.text = std::to_string(target->classes);
        classes.quoted = false;
        return;
    }
    std::vector<std::string> known;
    for (const Target& t : targets) known.push_back(t.name);
    std::string hint = suggestion(classes.text, known);
    if (hint.empty() && !known.empty()) hint = fmt::format(", known are {}", fmt::join(known, ", "));
    diagnostics.add(classes.location(), member_path(holder.rooted_path.value_or(path), "classes", classes),
                    "expected a whole number of at least 1 or the name of a target, found " +
                        quoted_text(classes.text) + hint);
    classes.kind = NodeKind::refused;
}

std::vector<std::pair<std::string, std::string>> list_targets(const SearchPath& search_path)
{
    Diagnostics diagnostics("");
    std::vector<std::pair<std::string, std::string>> lines;
    for (const Target& target : find_targets(search_path, diagnostics)) {
        lines.emplace_back(target.name, fmt::format("{} classes: {}", target.classes, target.description));
    }
    diagnostics.throw_if_any();
    return lines;
}

}  // namespace deltasim::config
