// SPDX-License-Identifier: MIT
#include "config/readers/dataflow_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::uint64_t most_buffers = 2;

/// All three dimensions must be given, each once.
void read_order(const Value& value, model::LoopOrder& order)
{
    model::LoopOrder read_so_far{};
    std::size_t count = 0;
    const std::vector<Value> items = elements(value);
    for (const Value& item : items) {
        Dimension dimension{};
        if (!read(item, dimension, dimension_names)) return;
        const auto end = read_so_far.begin() + static_cast<std::ptrdiff_t>(std::min(count, dimension_count));
        if (count == dimension_count || std::find(read_so_far.begin(), end, dimension) != end) {
            return item.refuse(fmt::format("expected each of {} once", fmt::join(dimension_names, ", ")));
        }
        read_so_far[count++] = dimension;
    }
    if (count != dimension_count) {
        if (value.node->kind == NodeKind::list)
            value.refuse(fmt::format("expected {} in some order", fmt::join(dimension_names, ", ")));
        return;
    }
    order = read_so_far;
}

void read_tile(const Value& value, model::Extents& tile)
{
    MappingReader reader(value);
    for (std::size_t d = 0; d < dimension_count; ++d) {
        // A loop without an entry is not cut; internally that is 0, which is not shown as a default.
        if (const Value size = reader.optional_value(
                dimension_names[d], "how many indices of this loop the tile has; default: as many as the outer tile")) {
            read(size, tile[d], Whole{1});
        }
    }
    reader.finish();
}

/// Diagnoses a memory that some processor does not have.
void check_memory(const Value& value, const std::string& memory, const std::vector<PricedProcessor>& processors)
{
    for (const PricedProcessor& priced : processors) {
        std::vector<std::string> known;
        for (const machine::OnChipMemoryConfig& on_chip : priced.processor.memories) known.push_back(on_chip.name);
        if (priced.processor.dram) known.emplace_back("dram");
        if (std::find(known.begin(), known.end(), memory) != known.end()) continue;
        value.refuse(fmt::format("processor \"{}\" has no memory \"{}\", but {}", priced.processor.name, memory,
                                 fmt::join(known, ", ")));
        return;
    }
}

void read_keep(const Value& value, const std::string& memory, const std::vector<PricedProcessor>& processors,
               std::vector<Tensor>& keep)
{
    for (const Value& item : elements(value)) {
        Tensor tensor{};
        if (!read(item, tensor, tensor_names)) continue;
        if (std::find(keep.begin(), keep.end(), tensor) != keep.end()) item.refuse("occurs twice");
        keep.push_back(tensor);
        for (const PricedProcessor& priced : processors) {
            for (const machine::OnChipMemoryConfig& on_chip : priced.processor.memories) {
                if (on_chip.name != memory || on_chip.takes(tensor)) continue;
                item.refuse(fmt::format("{} of processor \"{}\" does not hold {}", memory, priced.processor.name,
                                        name_of(tensor)));
            }
        }
    }
}

model::MappingLevel read_level(MappingReader& reader, const std::vector<PricedProcessor>& processors, bool outermost)
{
    model::MappingLevel level;
    if (const Value memory = reader.required_value("memory", "a memory of the processor, or dram");
        memory && read(memory, level.memory, Line{})) {
        check_memory(memory, level.memory, processors);
    }
    if (const Value order = reader.required_value(
            "order", "the order of the loops over the tiles of the next level, the outermost first")) {
        read_order(order, level.order);
    }
    for (const char* const key : {"tile", "keep", "buffers"}) {
        if (!outermost || !reader.has(key)) continue;
        reader.optional_value(key).refuse("the outermost level holds the whole layer");
    }
    if (outermost) return level;
    if (const Value tile = reader.optional_value(
            "tile", "the size of the tile that lies in this memory at a time; default: the whole outer tile")) {
        read_tile(tile, level.tile);
    }
    if (const Value keep =
            reader.optional_value("keep", "tensors whose tile is kept in this memory; words of the others bypass it")) {
        read_keep(keep, level.memory, processors, level.keep);
    }
    reader.optional("buffers", level.buffers, Whole{1, most_buffers},
                    "2: the next tile is filled while the present one is in use; 1: after it");
    return level;
}

void read_array(const Value& value, model::NestMapping& mapping)
{
    MappingReader reader(value);
    const auto read_side = [&](const char* key, std::optional<Dimension>& side, const char* meaning) {
        Dimension dimension{};
        const Value given = reader.optional_value(key, meaning);
        if (given && read(given, dimension, dimension_names)) side = dimension;
    };
    read_side("rows", mapping.rows, "the loop that runs along the rows of lanes; default: only one row works");
    read_side("columns", mapping.columns,
              "the loop that runs along the lanes of a row; default: only one lane of a row works");
    reader.finish();
}

/// Reads the name of a rule, or levels and the use of the array.
model::PhaseMapping read_phase(const Value& value, const std::vector<PricedProcessor>& processors)
{
    auto rule = model::MappingRule::automatic;
    if (value.asked != nullptr) read(value, rule, model::phase_rule_names);
    if (value.node->kind == NodeKind::scalar) {
        if (value.node->text == model::mapping_rule_names[model::MappingRule::best]) {
            value.refuse("a search is of all phases together: expected \"mapping: best\", or one of " +
                         fmt::format("{}", fmt::join(model::phase_rule_names, ", ")) + " here");
        } else {
            read(value, rule, model::phase_rule_names);
        }
        return rule;
    }
    model::NestMapping mapping;
    const std::vector<Value> items = elements(value);
    for (std::size_t n = 0; n < items.size(); ++n) {
        MappingReader reader(items[n]);
        const bool asked = items[n].asked != nullptr;
        if (asked) {
            reader.describe_as_optional();
            static_cast<void>(read_level(reader, processors, false));
        }
        if (reader.has("array") || asked) {
            if (n + 1 != items.size()) items[n].refuse("expected the array to be the innermost level");
            if (const Value array = reader.optional_value(
                    "array", "the innermost level, without a memory: what one step of the array covers")) {
                read_array(array, mapping);
            }
        } else {
            mapping.levels.push_back(read_level(reader, processors, n == 0));
        }
        reader.finish();
    }
    if (mapping.levels.empty() && value.node->kind == NodeKind::list) {
        value.refuse("expected at least one level with a memory");
    }
    return mapping;
}

/// Reads the phases of one layer, or of all layers.
void read_phases(MappingReader& reader, const std::vector<PricedProcessor>& processors, model::MappedLoops loops,
                 model::MappingConfig& config)
{
    for (std::size_t p = 0; p < phase_names.size(); ++p) {
        const Value phase = reader.optional_value(
            phase_names[p], "auto or streaming, or the levels of the mapping from the outermost memory inwards");
        if (!phase) continue;
        loops.phase = static_cast<Phase>(p);
        config.own[loops] = read_phase(phase, processors);
    }
}

void read_passes(MappingReader& reader, const std::vector<PricedProcessor>& processors, std::uint32_t layer,
                 model::MappingConfig& config)
{
    read_phases(reader, processors, {.layer = layer}, config);
    if (const Value first =
            reader.optional_value("first_sample", "the mapping of the first sample, by phase, where it has a pass of "
                                                  "its own (delta_lookahead); default: that of the other samples")) {
        MappingReader of_first(first);
        read_phases(of_first, processors, {.layer = layer, .first_sample = true}, config);
        of_first.finish();
    }
}

void read_layers(const Value& value, const std::vector<model::Head>& models,
                 const std::vector<PricedProcessor>& processors, model::MappingConfig& config)
{
    MappingReader layers(value);
    for (const MappingReader::Entry& entry : layers.entries("LAYER", "the mapping of a layer, by phase")) {
        if (entry.value.asked != nullptr) {
            MappingReader reader(entry.value);
            model::MappingConfig described;
            read_passes(reader, processors, 1, described);
            continue;
        }
        const auto layer = parse_whole_number(entry.key);
        const bool known =
            layer && *layer > 0 &&
            std::all_of(models.begin(), models.end(), [&](const model::Head& head) { return *layer <= head.depth(); });
        if (!known) {
            entry.value.context.diagnostics->add(entry.key_location, entry.value.path,
                                                 "expected the number of a layer of every model");
            continue;
        }
        MappingReader reader(entry.value);
        read_passes(reader, processors, static_cast<std::uint32_t>(*layer), config);
        reader.finish();
    }
}

}  // namespace

model::MappingConfig read_dataflow(const Value& value, const std::vector<model::Head>& models,
                                   const std::vector<PricedProcessor>& processors)
{
    model::MappingConfig config{.otherwise = model::MappingRule::automatic};
    if (!value) return config;
    describe_name(value, "mappings");
    if (value.asked != nullptr) read(value, config.otherwise, model::mapping_rule_names);
    if (value.node->kind == NodeKind::scalar) {
        read(value, config.otherwise, model::mapping_rule_names);
        return config;
    }
    MappingReader reader(value);
    std::string text;
    reader.optional("name", text, Name{}, "the name of the mapping");
    reader.optional("description", text, Line{}, "one line that `deltasim list` shows");
    read_passes(reader, processors, model::MappingConfig::every_layer, config);
    if (const Value layers = reader.optional_value("layers", "layers that have a mapping of their own")) {
        read_layers(layers, models, processors, config);
    }
    reader.finish();
    return config;
}

}  // namespace deltasim::config
