// SPDX-License-Identifier: MIT
#include "config/sweep/sweep_loader.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "config/document/document_cache.hpp"
#include "config/document/number.hpp"
#include "config/document/yaml_reader.hpp"
#include "config/document/yaml_writer.hpp"
#include "config/library/cost_settings.hpp"
#include "config/library/resolved_experiment.hpp"
#include "config/readers/experiment_reader.hpp"
#include "config/sweep/sweep_file.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
{

namespace
{

const std::vector<std::string> schedules_path{"training", "schedules"};

/// Writes a mapping as YAML; an empty mapping as an empty text.
std::string yaml_of(const Node& mapping) { return mapping.members.empty() ? std::string() : write_yaml(mapping); }

/// Removes a key from a mapping and returns it as YAML.
std::string take(Node& root, std::string_view key)
{
    Node part = mapping_node(root);
    const auto member = std::find_if(root.members.begin(), root.members.end(),
                                     [&](const Member& candidate) { return candidate.key == key; });
    if (member == root.members.end()) return "";
    part.members.push_back(std::move(*member));
    root.members.erase(member);
    return yaml_of(part);
}

ConfigurationTexts texts_of(Node root)
{
    std::erase_if(root.find("training")->members,
                  [](const Member& member) { return member.key == "schedules" || member.key == "baseline"; });
    ConfigurationTexts texts{take(root, "model"), take(root, "processor"), take(root, "costs"), ""};
    texts.training = yaml_of(root);
    return texts;
}

/// The place of a key's value after names are resolved: costs that the experiment does not name are below its
/// processor.
const Node* find_resolved(const Node& root, const std::string& key_path)
{
    std::vector<std::string> path = parsed_override(key_path, {})->path;
    if (path.front() == "costs" && root.find("costs") == nullptr) path.insert(path.begin(), "processor");
    return find_at(root, path);
}

/// Refuses a key that both the command line and an axis set, since one of the two would have no effect.
void refuse_swept(const std::vector<ParsedOverride>& overrides, const SweepFile& sweep, Diagnostics& diagnostics)
{
    for (const ParsedOverride& given : overrides) {
        for (const SweepGrid& grid : sweep.grids) {
            const bool is_swept = std::any_of(grid.axes.begin(), grid.axes.end(), [&](const SweepAxis& axis) {
                return axis.key_path == *given.value.rooted_path;
            });
            // A list of the base is an axis, too; an override that has replaced the list already gives the axis its
            // values.
            if (!is_swept || (given.path.size() == 1 && sweep.base.find(given.path.front()) != nullptr)) continue;
            diagnostics.add(given.value.location(), *given.value.rooted_path,
                            "has no effect: the sweep's points set it");
        }
    }
}

}  // namespace

class SweepLoader::Parts
{
public:
    Parts(const std::filesystem::path& path, const std::vector<Override>& overrides, const SearchPath& search_path,
          const KnownNames& known);

    [[nodiscard]] std::optional<SweepGroup> load(std::uint64_t number);
    void check_keys() const;

    SweepFile sweep;
    std::string file;
    std::string text;
    std::uint64_t size = 0;

private:
    struct Assignment {
        std::vector<ParsedOverride> overrides;  ///< first those of the command line
        std::vector<Node> schedules;            ///< values of the axis `schedule`; empty without one
    };

    [[nodiscard]] Assignment assignment(std::uint64_t group) const;
    /// True if a rule holds for the values as the sweep writes them, or, where `resolved` is given, for the resolved
    /// values. Without a schedule, rules about schedules never hold.
    [[nodiscard]] bool is_skipped(const Assignment& assignment, const Node* resolved, const std::string* schedule);
    [[nodiscard]] bool holds(const SkipCondition& condition, const Assignment& assignment, const Node* resolved,
                             const std::string* schedule);
    /// The value that the sweep writes for a key path, or nullptr.
    [[nodiscard]] const Node* written(const Assignment& assignment, const std::string& key_path) const;
    [[nodiscard]] std::vector<std::pair<std::string, ColumnValue>> columns_of(const Node& resolved);
    /// Drops a `classes` given for all points from a point whose model has a fixed number of outputs.
    void pass_over_unused_classes(const ExperimentConfig& experiment, Node& resolved);

    SearchPath search_path_;
    KnownNames known_;
    std::vector<ParsedOverride> overrides_;  ///< overrides of documents that names stand for
    DocumentCache documents_;
    std::set<std::string> found_keys_;  ///< keys of skip rules and columns that some group has
    bool any_group_ = false;            ///< some group is not skipped
    bool classes_used_ = false;         ///< the model of some group uses `classes`
    std::optional<Node> unused_classes_;
};

SweepLoader::Parts::Parts(const std::filesystem::path& path, const std::vector<Override>& overrides,
                          const SearchPath& search_path, const KnownNames& known)
    : file(path.string()), search_path_(search_path), known_(known)
{
    Diagnostics diagnostics(file);
    const std::vector<ParsedOverride> parsed = parse_overrides(overrides, diagnostics);
    std::optional<Node> root = read_yaml_file(path, diagnostics);
    if (!root) diagnostics.throw_if_any();
    for (const ParsedOverride& given : parsed) {
        if (leads_below_name(given)) {
            overrides_.push_back(given);
        } else {
            ParsedOverride marked = given;
            assume_bare_figures(marked.value, place_below(Place::experiment, given.path.front()));
            apply(marked, *root, diagnostics);
        }
    }
    text = write_yaml(*root);
    sweep = read_sweep_file(std::move(*root), diagnostics);
    refuse_swept(parsed, sweep, diagnostics);
    diagnostics.throw_if_any();
    for (const SweepGrid& grid : sweep.grids) size += grid.size();
}

SweepLoader::Parts::Assignment SweepLoader::Parts::assignment(std::uint64_t group) const
{
    auto grid = sweep.grids.begin();
    for (; group >= grid->size(); ++grid) group -= grid->size();
    Assignment assignment;
    for (auto axis = grid->axes.rbegin(); axis != grid->axes.rend(); ++axis) {  // the last axis changes fastest
        if (axis->key_path == schedule_key) {
            Node list = mapping_node(axis->values.front());
            list.kind = NodeKind::list;
            list.items = axis->values;
            assignment.schedules = axis->values;
            assignment.overrides.push_back(*parsed_override(fmt::format("{}", fmt::join(schedules_path, ".")), list));
            continue;
        }
        assignment.overrides.push_back(*parsed_override(axis->key_path, axis->values[group % axis->values.size()]));
        group /= axis->values.size();
    }
    std::reverse(assignment.overrides.begin(), assignment.overrides.end());
    assignment.overrides.insert(assignment.overrides.begin(), overrides_.begin(), overrides_.end());
    return assignment;
}

std::optional<SweepGroup> SweepLoader::Parts::load(std::uint64_t number)
{
    const Assignment assigned = assignment(number);
    if (is_skipped(assigned, nullptr, nullptr)) return std::nullopt;
    Diagnostics diagnostics(sweep.base.location().file);
    Node root = sweep.base;
    SweepGroup group;
    Resolver resolver(search_path_, diagnostics, &documents_);
    group.experiment = read_resolved(root, resolver, assigned.overrides, known_, diagnostics);
    diagnostics.throw_if_any();
    write_defaults(root);
    pass_over_unused_classes(group.experiment, root);

    const TrainingConfig& training = group.experiment.training;
    std::vector<std::string> schedules{training.baseline};
    std::copy_if(training.schedules.begin(), training.schedules.end(), std::back_inserter(schedules),
                 [&](const std::string& schedule) { return schedule != training.baseline; });
    std::copy_if(schedules.begin(), schedules.end(), std::back_inserter(group.schedules),
                 [&](const std::string& schedule) { return !is_skipped(assigned, &root, &schedule); });
    group.columns = columns_of(root);
    // A point without a search does not depend on the keys of `search`.
    if (!group.experiment.placement.mapping.is_to_be_searched()) {
        std::erase_if(root.members, [](const Member& member) { return member.key == "search"; });
    }
    group.texts = texts_of(std::move(root));
    if (group.schedules.empty()) return std::nullopt;
    any_group_ = true;
    return group;
}

void SweepLoader::Parts::check_keys() const
{
    Diagnostics diagnostics(sweep.base.location().file);
    const auto check = [&](const std::string& key_path, const SourceLocation& location) {
        if (key_path == schedule_key || found_keys_.contains(key_path)) return;
        std::vector<std::string> known{std::string(schedule_key)};
        for (const SweepGrid& grid : sweep.grids) {
            for (const SweepAxis& axis : grid.axes) known.push_back(axis.key_path);
        }
        diagnostics.add(location, key_path, "no point has this key" + suggestion(key_path, known));
    };
    for (const SkipRule& rule : sweep.skips) {
        for (const SkipCondition& condition : rule) check(condition.key_path, condition.location);
    }
    for (const SweepColumn& column : sweep.columns) check(column.key_path, column.location);
    if (!any_group_ && diagnostics.empty()) {
        diagnostics.add(sweep.skips.front().front().location, "skip", "no point is left");
    }
    if (unused_classes_ && !classes_used_) refuse_unused_classes(*unused_classes_, diagnostics);
    diagnostics.throw_if_any();
}

bool SweepLoader::Parts::is_skipped(const Assignment& assignment, const Node* resolved, const std::string* schedule)
{
    return std::any_of(sweep.skips.begin(), sweep.skips.end(), [&](const SkipRule& rule) {
        // Every condition is checked, so that its key is noted as found.
        const auto met = std::count_if(rule.begin(), rule.end(), [&](const SkipCondition& condition) {
            return holds(condition, assignment, resolved, schedule);
        });
        return static_cast<std::size_t>(met) == rule.size();
    });
}

bool SweepLoader::Parts::holds(const SkipCondition& condition, const Assignment& assignment, const Node* resolved,
                               const std::string* schedule)
{
    if (condition.key_path == schedule_key) return schedule != nullptr && condition.holds(*schedule);
    const Node* const as_written = written(assignment, condition.key_path);
    const Node* const as_resolved = resolved == nullptr ? nullptr : find_resolved(*resolved, condition.key_path);
    if (as_written != nullptr || as_resolved != nullptr) found_keys_.insert(condition.key_path);
    return (as_written != nullptr && condition.holds(plain_value(*as_written))) ||
           (as_resolved != nullptr && condition.holds(plain_value(*as_resolved)));
}

const Node* SweepLoader::Parts::written(const Assignment& assignment, const std::string& key_path) const
{
    const auto set = std::find_if(assignment.overrides.rbegin(), assignment.overrides.rend(),
                                  [&](const ParsedOverride& o) { return *o.value.rooted_path == key_path; });
    if (set != assignment.overrides.rend()) return &set->value;
    return find_at(sweep.base, parsed_override(key_path, {})->path);
}

std::vector<std::pair<std::string, ColumnValue>> SweepLoader::Parts::columns_of(const Node& resolved)
{
    std::vector<std::pair<std::string, ColumnValue>> columns;
    for (const SweepColumn& column : sweep.columns) {
        const Node* node = find_resolved(resolved, column.key_path);
        if (node == nullptr) continue;
        found_keys_.insert(column.key_path);
        const std::string plain = plain_value(*node);
        while (node->kind == NodeKind::mapping) {  // a figure with its source
            const Node* const inner = node->find(node->is_assumed() ? "assumed" : "value");
            if (inner == nullptr) break;
            node = inner;
        }
        const bool is_number = node->kind == NodeKind::scalar && !node->quoted && parse_real_number(plain).has_value();
        const bool of_costs = column.key_path.starts_with("costs") || column.key_path.starts_with("processor.costs");
        columns.emplace_back(column.name, ColumnValue{plain, is_number, of_costs});
    }
    return columns;
}

void SweepLoader::Parts::pass_over_unused_classes(const ExperimentConfig& experiment, Node& resolved)
{
    const Node* const classes = resolved.find("classes");
    if (classes == nullptr) return;
    if (!experiment.unused_classes) {
        classes_used_ = true;
        return;
    }
    unused_classes_ = *classes;
    std::erase_if(resolved.members, [](const Member& member) { return member.key == "classes"; });
}

SweepLoader::SweepLoader(const std::filesystem::path& file, const std::vector<Override>& overrides,
                         const SearchPath& search_path, const KnownNames& known)
    : parts_(std::make_unique<Parts>(file, overrides, search_path, known))
{
}

SweepLoader::~SweepLoader() = default;

const std::string& SweepLoader::file() const { return parts_->file; }

const std::string& SweepLoader::text() const { return parts_->text; }

const std::vector<SweepColumn>& SweepLoader::columns() const { return parts_->sweep.columns; }

std::uint64_t SweepLoader::size() const { return parts_->size; }

std::optional<SweepGroup> SweepLoader::load(std::uint64_t group) { return parts_->load(group); }

void SweepLoader::check_keys() const { parts_->check_keys(); }

}  // namespace deltasim::config
