// SPDX-License-Identifier: MIT
#include "config/readers/placement_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"
#include "config/document/number.hpp"
#include "core/nearest_name.hpp"

namespace deltasim::config
{

namespace
{

/// A key `weight` or `weight[2]`, split into its parts.
struct TensorKey {
    std::string_view tensor;
    std::optional<std::uint64_t> layer;
};

std::optional<TensorKey> split_tensor_key(std::string_view key)
{
    const std::size_t bracket = key.find('[');
    if (bracket == std::string_view::npos) return TensorKey{key, std::nullopt};
    if (key.back() != ']') return std::nullopt;
    const auto layer = parse_whole_number(key.substr(bracket + 1, key.size() - bracket - 2));
    return layer ? std::optional(TensorKey{key.substr(0, bracket), layer}) : std::nullopt;
}

/// Says what is wrong with a tensor's name, or nothing. Any tensor may get a home, even one that is not used: which
/// tensors exist depends on the schedule (only some keep deltas or gradients), and one placement serves all schedules.
std::optional<std::string> problem_of(const std::string& key, const std::vector<model::Head>& models)
{
    const auto parts = split_tensor_key(key);
    if (!parts) return "expected a tensor such as weight or weight[2]";
    const std::vector<std::string> known(tensor_names.begin(), tensor_names.end());
    if (std::find(known.begin(), known.end(), parts->tensor) == known.end()) {
        return "unknown tensor " + quoted_text(parts->tensor) + suggestion(parts->tensor, known);
    }
    if (!parts->layer) return std::nullopt;
    const std::uint64_t first = parts->tensor == name_of(Tensor::activation) ? 0 : 1;  // activation[0] is the features
    for (const model::Head& head : models) {
        if (*parts->layer < first || *parts->layer > head.depth()) {
            return fmt::format("expected a layer from {} to {}, as model \"{}\" has them", first, head.depth(),
                               head.name);
        }
    }
    return std::nullopt;
}

/// Diagnoses a memory that is reserved for other tensors.
void check_holds(const Value& value, std::string_view tensor, const machine::OnChipMemoryConfig& memory,
                 const machine::ProcessorConfig& processor)
{
    std::vector<std::string_view> held;
    for (const Tensor other : memory.holds) held.push_back(name_of(other));
    if (held.empty() || std::find(held.begin(), held.end(), tensor) != held.end()) return;
    value.refuse(fmt::format("memory {} of processor \"{}\" holds only {}, not {}", memory.name, processor.name,
                             fmt::join(held, ", "), tensor));
}

/// Diagnoses a home that a processor does not have, or that is reserved for other tensors.
void check_home(const Value& value, const std::string& key, const std::string& home,
                const machine::ProcessorConfig& processor)
{
    std::vector<std::string> known;
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        known.push_back(memory.name);
        if (memory.name != home) continue;
        check_holds(value, split_tensor_key(key)->tensor, memory, processor);
        if (!memory.tiles_only) continue;
        value.refuse(fmt::format(
            "memory {} of processor \"{}\" is only for tiles of a mapping, it cannot be the home of a tensor",
            memory.name, processor.name));
    }
    if (processor.dram) known.emplace_back("dram");
    if (std::find(known.begin(), known.end(), home) != known.end()) return;
    std::string hint = suggestion(home, known);
    if (hint.empty()) hint = fmt::format(", which has {}", fmt::join(known, ", "));
    value.refuse(fmt::format("unknown memory {} of processor \"{}\"{}", quoted_text(home), processor.name, hint));
}

void read_home(const Value& value, const std::string& key, const std::vector<PricedProcessor>& processors,
               PlacementConfig& placement)
{
    std::string home;
    if (!read(value, home, Line{})) return;
    for (const PricedProcessor& priced : processors) check_home(value, key, home, priced.processor);
    placement.homes[key] = home;
}

/// Reads `{memory: buffer, pad_words: 1}`. Without `memory` the home is chosen automatically; without `pad_words` rows
/// have no padding.
void read_layout(const MappingReader::Entry& entry, const std::vector<PricedProcessor>& processors,
                 PlacementConfig& placement)
{
    constexpr std::uint64_t most_pad_words = 1U << 20U;
    MappingReader reader(entry.value);
    if (const Value memory = reader.optional_value("memory", "a memory of the processor, or dram"))
        read_home(memory, entry.key, processors, placement);
    if (const Value padding =
            reader.optional_value("pad_words", "for weight or gradient: words left free between two rows")) {
        const std::string_view tensor = split_tensor_key(entry.key)->tensor;
        if (tensor != name_of(Tensor::weight) && tensor != name_of(Tensor::gradient)) {
            padding.refuse("only rows of weight and gradient can be padded");
        } else {
            read(padding, placement.padding[entry.key], Whole{0, most_pad_words});
        }
    } else if (!reader.has("memory")) {
        reader.refuse("expected memory, pad_words or both");
    }
    reader.finish();
}

}  // namespace

PlacementConfig read_placement(const Value& placement, const std::vector<model::Head>& models,
                               const std::vector<PricedProcessor>& processors)
{
    PlacementConfig config;
    MappingReader reader(placement);
    for (const MappingReader::Entry& entry : reader.entries(
             "TENSOR", "a tensor, weight for all layers or weight[2] for layer 2, and the memory that is its home")) {
        if (entry.value.asked != nullptr) {
            read(entry.value, config.homes[entry.key], Line{});
            read_layout({"weight", {}, entry.value}, {}, config);
            continue;
        }
        if (const auto problem = problem_of(entry.key, models)) {
            entry.value.context.diagnostics->add(entry.key_location, entry.value.path, *problem);
            continue;
        }
        if (entry.value.node->kind == NodeKind::mapping) {
            read_layout(entry, processors, config);
        } else {
            read_home(entry.value, entry.key, processors, config);
        }
    }
    return config;
}

}  // namespace deltasim::config
