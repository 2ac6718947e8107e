// SPDX-License-Identifier: MIT
#include "config/readers/experiment_reader.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"
#include "config/document/setting.hpp"
#include "config/readers/cost_reader.hpp"
#include "config/readers/data_reader.hpp"
#include "config/readers/dataflow_reader.hpp"
#include "config/readers/model_reader.hpp"
#include "config/readers/placement_reader.hpp"
#include "config/readers/processor_reader.hpp"
#include "config/readers/search_reader.hpp"
#include "config/readers/training_reader.hpp"
#include "core/checked.hpp"

namespace deltasim::config
{

namespace
{

/// The value alone, or the elements of a list, which must not be empty.
std::vector<Value> one_or_more(const Value& value)
{
    if (!value) return {};
    if (value.asked != nullptr) {
        std::vector<Value> each = elements(value);
        describe_alone_too(value);
        return each;
    }
    if (value.node->kind != NodeKind::list) return {value};
    if (value.node->items.empty()) value.refuse("expected at least one");
    return elements(value);
}

/// Rows of tables are identified by name, so a name may not occur twice.
void refuse_repeated(const Value& value, const std::string& name, std::set<std::string>& seen)
{
    if (seen.insert(name).second) return;
    const std::string message = fmt::format("the name \"{}\" occurs twice", name);
    const NamedAt* const named_at = value.node->named_at.get();
    if (named_at == nullptr) return value.refuse(message);
    value.context.diagnostics->add(named_at->location, named_at->path, message);
}

/// Returns the nodes of the models, in the order of the heads.
std::vector<const Node*> read_models(MappingReader& reader, ExperimentConfig& experiment)
{
    std::vector<const Node*> nodes;
    ClassCount classes;
    const Value given = reader.optional_value(
        "classes", "the width of layers with outputs: classes; a number, or a target of `deltasim list targets`");
    describe_name(given, "targets");
    std::uint64_t count = 0;
    const bool good = given && read(given, count, Whole{1});
    if (good) classes.given = count;
    classes.required = good || !reader.has("classes");  // a wrong `classes` is reported only once
    const std::vector<Value> models =
        one_or_more(reader.required_value("model", "the head: a name, a path or a mapping; or a list of heads"));
    std::set<std::string> names;
    for (const Value& model : models) {
        describe_name(model, "models");
        const std::optional<model::Head> head = read_model(model, classes);
        if (!head) continue;
        refuse_repeated(model, head->name, names);
        experiment.models.push_back(*head);
        nodes.push_back(model.node);
    }
    const bool all_read = !models.empty() && experiment.models.size() == models.size();
    experiment.unused_classes = classes.given && !classes.used && all_read;
    return nodes;
}

/// The file of a cost table, if it is another file than the experiment's.
std::string costs_file(const Value& costs, const std::string& experiment_file)
{
    const SourceLocation location = costs.node->location();
    return location.line == 0 || location.file == experiment_file ? "" : location.file;
}

void read_processors(MappingReader& reader, ExperimentConfig& experiment, const std::string& file)
{
    const bool has_costs = reader.has("costs");
    machine::CostTable common;
    const Value common_costs =
        reader.optional_value("costs", "the cost table: a name, a path or a mapping; default: the processor's own");
    describe_name(common_costs, "costs");
    if (common_costs) common = read_costs(common_costs);
    std::set<std::string> names;
    for (const Value& value : one_or_more(
             reader.required_value("processor", "the machine: a name, a path or a mapping; or a list of processors"))) {
        describe_name(value, "processors");
        ProcessorReading reading = read_processor(value);
        refuse_repeated(value, reading.processor.name, names);
        if (!has_costs && value.node->kind == NodeKind::mapping && value.node->find("costs") == nullptr) {
            value.refuse("missing required key \"costs\"; neither the processor nor the experiment gives it");
        }
        const bool is_common = has_costs || !reading.costs;
        machine::CostTable costs = is_common ? common : read_costs(reading.costs);
        const Value& place = is_common ? common_costs : reading.costs;
        experiment.processors.push_back(
            {std::move(reading.processor), std::move(costs), place ? costs_file(place, file) : ""});
    }
}

/// The place of a key of `training`; where it is absent, the place of the mapping that could hold it.
Value place_of(const Value& experiment, const Value& training, std::string_view key)
{
    const Node* node = training ? training.node->find(key) : nullptr;
    if (node != nullptr) return {node, member_path(training.path, key, *node), "", training.context};
    return training ? training : experiment;
}

/// Diagnoses a broken rule between `place`, a value of `training`, and values of `key` in a model. The error is placed
/// in the model if the command line has set that value but not the other.
void refuse_together(const Value& place, const Node& model, std::string_view key, const std::string& message)
{
    const std::optional<Setting> setting = setting_at(*place.node) ? std::nullopt : setting_within(model, key);
    if (!setting) return place.refuse(message);
    place.context.diagnostics->add(setting->location, setting->path, message);
}

void check_loss(const Value& place, const Node& model, std::optional<model::Loss> loss, const model::Head& head)
{
    const model::Activation last = head.layers.back().activation;
    if (!loss || *loss == model::loss_for(last)) return;
    refuse_together(place, model, "activation",
                    fmt::format("loss {} needs {} in the last layer, which is {} in model \"{}\"", name_of(*loss),
                                last == model::Activation::softmax ? "another activation than softmax" : "softmax",
                                name_of(last), head.name));
}

void check_first_trainable(const Value& place, const Node& model, const std::string& first_trainable,
                           const model::Head& head)
{
    const auto layer = parse_whole_number(first_trainable);
    if (!layer || *layer <= head.depth()) return;
    refuse_together(place, model, "layers",
                    fmt::format("expected a layer from 1 to {}, as model \"{}\" has them, found {}", head.depth(),
                                head.name, *layer));
}

/// With zero skipping only one mapping is possible, so a search is refused.
void check_searched(const Value& mapping, ExperimentConfig& experiment)
{
    if (!mapping || mapping.asked != nullptr) return;
    experiment.mapping_location = mapping.node->location();
    if (!experiment.placement.mapping.is_to_be_searched()) return;
    for (const PricedProcessor& priced : experiment.processors) {
        if (!priced.processor.skip.any()) continue;
        mapping.refuse(fmt::format(
            "processor \"{}\" skips zeros and streams every word from its home: expected auto or streaming, found best",
            priced.processor.name));
        return;
    }
}

/// Counts bytes generously: for each node of a sample the activations of two steps, preactivation, target and delta.
void check_batch(const Value& place, const Node& model, const TrainingConfig& training, const model::Head& head)
{
    constexpr std::uint64_t bytes_per_node = 8 * sizeof(float);
    try {
        std::uint64_t nodes = head.features();
        for (const model::Layer& layer : head.layers) nodes = checked_add(nodes, layer.outputs);
        const std::uint64_t samples = training.samples_a_step(true);
        static_cast<void>(checked_multiply(checked_multiply(samples, bytes_per_node), nodes));
    } catch (const OverflowError&) {
        refuse_together(
            place, model, "layers",
            fmt::format("the tensors of {}{} samples do not fit 64 bits of bytes in model \"{}\"",
                        training.deferred_updates > 1 ? fmt::format("{} x ", training.deferred_updates) : "",
                        training.batch, head.name));
    }
}

}  // namespace

ExperimentConfig read_experiment(const Value& value, const KnownNames& known)
{
    ExperimentConfig experiment;
    MappingReader reader(value);
    const std::vector<const Node*> models = read_models(reader, experiment);
    read_processors(reader, experiment, value.node->location().file);
    const Value training = reader.optional_value("training", "how the head is trained");
    if (training) experiment.training = read_training(training, known);
    const Value placement =
        reader.optional_value("placement", "homes of tensors, where the rule of placement shall not choose them");
    if (placement) experiment.placement = read_placement(placement, experiment.models, experiment.processors);
    if (const Value data = reader.optional_value("data", "features and labels to train on, for deltasim train"))
        experiment.data = read_data(data);
    const Value mapping =
        reader.optional_value("mapping", "how the machine runs the loops: a rule (auto, streaming, best), a name, a "
                                         "path or a mapping by phase; default: auto");
    experiment.placement.mapping = read_dataflow(mapping, experiment.models, experiment.processors);
    check_searched(mapping, experiment);
    if (const Value search =
            reader.optional_value("search", "how mapping: best is searched: what it minimises, and for how long")) {
        experiment.search = read_search(search);
    }
    reader.finish();
    experiment.location = value.node->location();

    for (std::size_t i = 0; i < models.size(); ++i) {
        const model::Head& head = experiment.models[i];
        check_loss(place_of(value, training, "loss"), *models[i], experiment.training.loss, head);
        const char* const samples_key = experiment.training.deferred_updates > 1 ? "deferred_updates" : "batch";
        check_batch(place_of(value, training, samples_key), *models[i], experiment.training, head);
        check_first_trainable(place_of(value, training, "first_trainable"), *models[i],
                              experiment.training.first_trainable, head);
    }
    return experiment;
}

void refuse_unused_classes(const Node& classes, Diagnostics& diagnostics)
{
    diagnostics.add(classes.location(), member_path("", "classes", classes),
                    "no model has a layer with \"outputs: classes\"");
}

}  // namespace deltasim::config
