// SPDX-License-Identifier: MIT
#include "config/sweep/sweep_file.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"
#include "config/document/yaml_writer.hpp"
#include "core/checked.hpp"
#include "core/nearest_name.hpp"
#include "core/plain_text.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::array<std::string_view, 4> sweep_keys{"grid", "points", "skip", "columns"};

/// The most groups of all grids together: more is a slip, not a sweep.
constexpr std::uint64_t most_groups = 10'000'000;

/// True for a valid key path; diagnoses any other.
bool is_key_path(const MappingReader::Entry& entry)
{
    if (parsed_override(entry.key, Node{})) return true;
    entry.value.context.diagnostics->add(entry.key_location, entry.key, "expected a key path, such as training.batch");
    return false;
}

/// True for a key path in which points may differ; diagnoses any other.
bool is_axis(const MappingReader::Entry& entry)
{
    if (!entry.value || !is_key_path(entry)) return false;
    const bool is_list_of_points = entry.key == "training.schedules";
    if (!is_list_of_points && entry.key != "training.baseline") return true;
    entry.value.context.diagnostics->add(
        entry.key_location, entry.key,
        is_list_of_points
            ? "points differ in the key \"schedule\", a list of schedules"
            : "must be the same for all points; deltasim table --baseline shows savings over another schedule");
    return false;
}

/// The values of an axis, each placed at the key path where it will go.
std::vector<Node> rooted(const std::vector<Node>& values, const std::string& key_path)
{
    std::vector<Node> all = values;
    for (Node& value : all) value.rooted_path = key_path;
    return all;
}

/// The same for values that say the same: numbers by what they are, all others as they are written.
std::string spelling(const Node& node)
{
    if (node.kind == NodeKind::scalar && !node.quoted) {
        if (const auto whole = parse_whole_number(node.text)) return std::to_string(*whole);
        if (const auto real = parse_real_number(node.text)) return fmt::format("{}", *real);
    }
    return write_yaml(node);
}

/// A value that is there again would be planned once more for nothing. Each is told once.
void refuse_repeated(const std::vector<Value>& values)
{
    std::map<std::string, std::uint64_t> times;
    for (const Value& value : values) {
        if (++times[spelling(*value.node)] == 2) value.refuse(found(*value.node) + " is listed twice");
    }
}

SweepGrid read_grid(const Value& value)
{
    SweepGrid grid;
    MappingReader reader(value);
    for (const MappingReader::Entry& entry : reader.entries()) {
        if (!is_axis(entry)) continue;
        if (entry.value.node->kind != NodeKind::list) {
            entry.value.refuse_as_not("a list of values");
        } else if (entry.value.node->items.empty()) {
            entry.value.refuse("expected at least one value");
        } else {
            refuse_repeated(elements(entry.value));
            grid.axes.push_back({entry.key, rooted(entry.value.node->items, entry.key)});
        }
    }
    return grid;
}

SweepGrid read_point(const Value& value)
{
    SweepGrid point;
    MappingReader reader(value);
    for (const MappingReader::Entry& entry : reader.entries()) {
        if (!is_axis(entry)) continue;
        const bool several = entry.key == schedule_key && entry.value.node->kind == NodeKind::list;
        const std::vector<Node> values = several ? entry.value.node->items : std::vector<Node>{*entry.value.node};
        if (values.empty()) {
            entry.value.refuse("expected at least one value");
        } else {
            if (several) refuse_repeated(elements(entry.value));
            point.axes.push_back({entry.key, rooted(values, entry.key)});
        }
    }
    return point;
}

bool has_axis(const SweepGrid& grid, std::string_view key)
{
    return std::any_of(grid.axes.begin(), grid.axes.end(), [&](const SweepAxis& axis) { return axis.key_path == key; });
}

/// Adds lists of the base as axes, which change slowest.
void add_base_axes(const Node& base, SweepGrid& grid)
{
    std::vector<SweepAxis> axes;
    for (const std::string_view key : {"model", "processor"}) {
        const Node* const value = base.find(key);
        if (value == nullptr || value->kind != NodeKind::list || value->items.empty() || has_axis(grid, key)) continue;
        axes.push_back({std::string(key), rooted(value->items, std::string(key))});
    }
    grid.axes.insert(grid.axes.begin(), axes.begin(), axes.end());
}

SkipCondition read_condition(const MappingReader::Entry& entry)
{
    SkipCondition condition{entry.key, entry.key_location, {}, {}, {}};
    const Node& node = *entry.value.node;
    if (node.kind == NodeKind::mapping) {
        MappingReader bounds(entry.value);
        double bound = 0.0;
        if (bounds.optional("at_least", bound, NonNegative{})) condition.at_least = bound;
        if (bounds.optional("at_most", bound, NonNegative{})) condition.at_most = bound;
        bounds.finish();
        if (node.members.empty()) entry.value.refuse("expected at_least, at_most, or both");
    } else if (node.kind == NodeKind::list) {
        if (node.items.empty()) entry.value.refuse("expected at least one value");
        for (const Node& item : node.items) condition.values.push_back(plain_value(item));
    } else {
        condition.values.push_back(plain_value(node));
    }
    return condition;
}

SkipRule read_rule(const Value& value)
{
    SkipRule rule;
    MappingReader reader(value);
    for (const MappingReader::Entry& entry : reader.entries()) {
        if (entry.value && is_key_path(entry)) rule.push_back(read_condition(entry));
    }
    if (reader.valid() && rule.empty()) value.refuse("expected at least one key with the value that is skipped");
    return rule;
}

/// The elements of a list, or a mapping that stands alone.
std::vector<Value> one_or_more_mappings(const Value& value)
{
    if (!value) return {};
    if (value.node->kind == NodeKind::mapping) return {value};
    if (value.node->kind == NodeKind::list) return elements(value);
    value.refuse_as_not("a mapping, or a list of them");
    return {};
}

std::vector<SweepColumn> read_columns(const Value& value)
{
    std::vector<SweepColumn> columns;
    MappingReader reader(value);
    for (const MappingReader::Entry& entry : reader.entries()) {
        std::string key_path;
        if (!entry.value || !read(entry.value, key_path, Line{})) continue;
        if (!parsed_override(key_path, Node{})) {
            entry.value.refuse_as_not("a key path, such as training.batch");
            continue;
        }
        // These characters separate conditions, lists of columns and orders on the command line.
        if (entry.key.empty() || entry.key.front() == '-' || entry.key.find_first_of(",=!<> ") != std::string::npos) {
            entry.value.context.diagnostics->add(entry.key_location, "columns." + entry.key,
                                                 "expected a name without spaces, commas, =, !, <, > or a - before it");
            continue;
        }
        columns.push_back({entry.key, key_path, entry.value.node->location()});
    }
    return columns;
}

/// Rows of tables show these in any case.
bool is_named_in_rows(std::string_view key)
{
    return key == "model" || key == "processor" || key == "costs" || key == schedule_key;
}

void add_axis_columns(SweepFile& sweep)
{
    std::set<std::string> shown;
    for (const SweepColumn& column : sweep.columns) shown.insert(column.key_path);
    for (const SweepGrid& grid : sweep.grids) {
        for (const SweepAxis& axis : grid.axes) {
            if (is_named_in_rows(axis.key_path) || !shown.insert(axis.key_path).second) continue;
            sweep.columns.push_back({axis.key_path, axis.key_path, {}});
        }
    }
}

/// A key that resembles one of a sweep's keys is reported as misspelt, not as an unknown key of an experiment.
void refuse_misspelt(Node& base, Diagnostics& diagnostics)
{
    const std::vector<std::string> known(sweep_keys.begin(), sweep_keys.end());
    const std::vector<std::string> experiment{"model",    "classes",   "processor", "costs",
                                              "training", "placement", "mapping"};
    std::erase_if(base.members, [&](const Member& member) {
        const bool is_known = std::find(experiment.begin(), experiment.end(), member.key) != experiment.end();
        const std::string hint = is_known ? "" : suggestion(member.key, known);
        if (!hint.empty()) diagnostics.add(member.key_location, member.key, "unknown key" + hint);
        return !hint.empty();
    });
}

void check_size(const SweepFile& sweep, const SourceLocation& place, Diagnostics& diagnostics)
{
    std::uint64_t groups = 0;
    try {
        for (const SweepGrid& grid : sweep.grids) groups = checked_add(groups, grid.size());
        if (groups <= most_groups) return;
    } catch (const OverflowError&) {
        groups = 0;
    }
    diagnostics.add({place.file, 0, 0}, "grid",
                    fmt::format("{} combinations, more than {}",
                                groups == 0 ? "more than 1.8e19" : std::to_string(groups), most_groups));
}

}  // namespace

std::uint64_t SweepGrid::size() const
{
    std::uint64_t product = 1;
    for (const SweepAxis& axis : axes) {
        if (axis.key_path != schedule_key) product = checked_multiply(product, axis.values.size());
    }
    return product;
}

bool SkipCondition::holds(const std::string& value) const
{
    if (!values.empty()) {
        const auto number = parse_real_number(value);
        return std::any_of(values.begin(), values.end(), [&](const std::string& wanted) {
            return wanted == value || (number && parse_real_number(wanted) == number);
        });
    }
    const auto number = parse_real_number(value);
    return number && *number >= at_least.value_or(*number) && *number <= at_most.value_or(*number);
}

void describe_sweep(const Value& sweep)
{
    MappingReader reader(sweep);
    double number = 0.0;
    const auto mappings_of = [](const Value& value, std::string_view meaning) {
        const std::vector<Value> each = elements(value);
        describe_alone_too(value);
        return MappingReader(each.front()).entries("KEY.PATH", meaning).front().value;
    };
    static_cast<void>(elements(mappings_of(
        reader.optional_value(
            "grid", "a point for every combination of the values, the last key changes fastest; or a list of grids"),
        "a key as in --set, or schedule, with its values")));
    static_cast<void>(mappings_of(reader.optional_value("points", "further points, one by one"),
                                  "a key as in --set, or schedule, with its value"));
    const Value rule = mappings_of(
        reader.optional_value("skip", "conditions; a point that meets all conditions of one element is left out"),
        "a key as in --set, or schedule: a value, a list of values, or bounds");
    describe(rule, {FormKind::text});
    static_cast<void>(elements(rule));
    MappingReader bounds(rule);
    bounds.optional("at_least", number, NonNegative{}, "the condition holds for this value and above");
    bounds.optional("at_most", number, NonNegative{}, "the condition holds for this value and below");
    MappingReader columns(
        reader.optional_value("columns", "columns of tables by their names; default: the key is the name"));
    std::string text;
    read(columns.entries("COLUMN", "the key whose value the column shows").front().value, text, Line{});
}

SweepFile read_sweep_file(Node root, Diagnostics& diagnostics)
{
    SweepFile sweep;
    MappingReader reader(root_value(root, "", {&diagnostics, nullptr}));
    for (const Value& grid : one_or_more_mappings(reader.optional_value("grid")))
        sweep.grids.push_back(read_grid(grid));
    const std::vector<Value> points = one_or_more_mappings(reader.optional_value("points"));
    refuse_repeated(points);
    for (const Value& point : points) sweep.grids.push_back(read_point(point));
    for (const Value& rule : one_or_more_mappings(reader.optional_value("skip")))
        sweep.skips.push_back(read_rule(rule));
    sweep.columns = read_columns(reader.optional_value("columns"));
    if (sweep.grids.empty()) sweep.grids.emplace_back();

    sweep.base = std::move(root);
    std::erase_if(sweep.base.members, [](const Member& member) {
        return std::find(sweep_keys.begin(), sweep_keys.end(), member.key) != sweep_keys.end();
    });
    refuse_misspelt(sweep.base, diagnostics);
    for (SweepGrid& grid : sweep.grids) add_base_axes(sweep.base, grid);
    add_axis_columns(sweep);
    check_size(sweep, sweep.base.location(), diagnostics);
    return sweep;
}

std::string plain_value(const Node& node)
{
    if (node.kind == NodeKind::scalar) return plain_text(node.text);
    if (node.kind == NodeKind::mapping) {
        for (const char* const key : {"assumed", "value", "name"}) {
            if (const Node* const inner = node.find(key)) return plain_value(*inner);
        }
    }
    std::string text = write_yaml(node);
    std::replace(text.begin(), text.end(), '\n', ' ');
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

}  // namespace deltasim::config
