// SPDX-License-Identifier: MIT
#include "config/readers/configured_processors.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>

#include "config/document/yaml_reader.hpp"
#include "config/readers/cost_reader.hpp"
#include "config/readers/processor_reader.hpp"

namespace deltasim::config
{

namespace
{

/// Cuts the text of a mapping, as write_yaml() writes it, before every key that `indent` blanks precede.
std::vector<std::string> blocks_of(const std::string& text, std::size_t indent)
{
    std::vector<std::string> blocks;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string_view line = std::string_view(text).substr(at, end - at);
        const std::size_t blanks = line.find_first_not_of(' ');
        if (blocks.empty() || (blanks == indent && line[blanks] != '-')) blocks.emplace_back();
        blocks.back() += line;
        at = end;
    }
    return blocks;
}

}  // namespace

struct ConfiguredProcessors::Parts {
    std::string origin;
    std::unordered_map<std::string, PricedProcessor> processors;  ///< key: both texts
    std::unordered_map<std::string, Node> blocks;                 ///< key: the text; many processors share blocks

    Node block(const std::string& text, Diagnostics& diagnostics)
    {
        const auto known = blocks.find(text);
        if (known != blocks.end()) return known->second;
        std::optional<Node> node = read_yaml_text(text, origin, diagnostics);
        diagnostics.throw_if_any();
        return blocks.emplace(text, std::move(*node)).first->second;
    }

    /// The mapping below the one key of a text.
    Node below_key(const std::string& text, Diagnostics& diagnostics)
    {
        const std::size_t line_end = text.find('\n');
        if (line_end == std::string::npos) throw InputError(origin + ": a configuration without a processor or costs");
        Node all;
        for (const std::string& part : blocks_of(text.substr(line_end + 1), 2)) {
            Node read = block(part, diagnostics);
            if (all.kind == NodeKind::nothing) all = mapping_node(read);
            for (Member& member : read.members) all.members.push_back(std::move(member));
        }
        return all;
    }

    PricedProcessor read(const std::string& processor, const std::string& costs)
    {
        Diagnostics diagnostics(origin);
        const ReadContext context{&diagnostics, nullptr};
        const Node machine = below_key(processor, diagnostics);
        const ProcessorReading reading = read_processor(root_value(machine, "processor", context));
        const Node common = costs.empty() ? Node{} : below_key(costs, diagnostics);
        machine::CostTable table = read_costs(costs.empty() ? reading.costs : root_value(common, "costs", context));
        diagnostics.throw_if_any();
        return {reading.processor, std::move(table), ""};
    }
};

ConfiguredProcessors::ConfiguredProcessors(std::string origin) : parts_(std::make_unique<Parts>())
{
    parts_->origin = std::move(origin);
}

ConfiguredProcessors::~ConfiguredProcessors() = default;

const PricedProcessor& ConfiguredProcessors::of(const std::string& processor, const std::string& costs)
{
    const std::string both = processor + costs;
    const auto known = parts_->processors.find(both);
    if (known != parts_->processors.end()) return known->second;
    return parts_->processors.emplace(both, parts_->read(processor, costs)).first->second;
}

}  // namespace deltasim::config
