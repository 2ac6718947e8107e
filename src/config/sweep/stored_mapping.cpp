// SPDX-License-Identifier: MIT
#include "config/sweep/stored_mapping.hpp"

#include <optional>

#include "config/document/diagnostics.hpp"
#include "config/document/yaml_reader.hpp"
#include "config/document/yaml_writer.hpp"
#include "config/readers/dataflow_reader.hpp"

namespace deltasim::config
{

namespace
{

Node read_text(const std::string& text, const std::string& origin)
{
    Diagnostics diagnostics(origin);
    std::optional<Node> node = read_yaml_text(text, origin, diagnostics);
    diagnostics.throw_if_any();
    return std::move(node.value());
}

}  // namespace

std::string with_mapping(const std::string& training_text, const std::string& mapping)
{
    Node root = read_text(training_text, "");
    set_member(root, "mapping", read_text(mapping, ""), root.location());
    return write_yaml(root);
}

model::MappingConfig mapping_of_text(const std::string& text, const std::string& origin)
{
    const Node node = read_text(text, origin);
    Diagnostics diagnostics(origin);
    const Value value = root_value(node, "", {&diagnostics, nullptr});
    model::MappingConfig mapping = read_dataflow(value, {}, {});
    diagnostics.throw_if_any();
    return mapping;
}

}  // namespace deltasim::config
