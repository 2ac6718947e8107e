// SPDX-License-Identifier: MIT
#include "config/readers/cacti_rows.hpp"

#include <array>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/document/beside.hpp"
#include "config/document/mapping_reader.hpp"
#include "config/readers/cacti_table.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::array<std::string_view, 3> device_names{"hp", "lstp", "lop"};

bool is_reference(const Node& node) { return node.kind == NodeKind::mapping && node.find("cacti") != nullptr; }

Node row_node(const CactiRow& row, const std::string& file, const Node& place)
{
    Node node = mapping_node(place);
    const auto set = [&](std::string_view key, const std::string& text, bool quoted) {
        set_member(node, key, scalar_node(text, quoted, place), place.location());
    };
    set("capacity_bytes", std::to_string(row.capacity_bytes), false);
    set("width_bits", std::to_string(row.width_bits), false);
    set("banks", std::to_string(row.banks), false);
    set("source",
        fmt::format("CACTI 7, {:g} nm itrs-{}, 300 K, Optimize ED^2 ({}:{})", row.technology_nm, row.device, file,
                    row.line),
        true);
    set("read_pj", row.read_pj, false);
    set("write_pj", row.write_pj, false);
    set("leakage_mw", row.leakage_mw, false);
    if (!row.area_mm2.empty()) set("area_mm2", row.area_mm2, false);
    return node;
}

/// Lists the technologies and devices of the file, for a message.
std::string known(const std::vector<CactiRow>& rows)
{
    std::set<std::pair<double, std::string>> kinds;
    for (const CactiRow& row : rows) kinds.insert({row.technology_nm, row.device});
    std::vector<std::string> words;
    for (const auto& [technology, device] : kinds) words.push_back(fmt::format("{:g} nm {}", technology, device));
    return fmt::format("{}", fmt::join(words, ", "));
}

std::vector<Node> rows_of(const Node& reference, const std::string& path, Diagnostics& diagnostics)
{
    const Value value = root_value(reference, path, {&diagnostics, nullptr});
    MappingReader reader(value);
    std::string file_text;
    std::string device;
    double technology = 0.0;
    const bool has_file = reader.required("cacti", file_text, Line{});
    bool good = reader.required("technology_nm", technology, Positive{}) && has_file;
    std::size_t position = 0;
    const Value device_value = reader.required_value("device");
    good = device_value && read_position(device_value, position, device_names) && good;
    reader.finish();
    if (!has_file) return {};
    const std::filesystem::path file = beside(*reference.find("cacti"));
    const auto table = read_cacti_table(file, diagnostics);
    if (!table || !good) return {};
    std::vector<Node> nodes;
    for (const CactiRow& row : *table) {
        if (row.technology_nm != technology || row.device != device_names[position]) continue;
        nodes.push_back(row_node(row, file.filename().string(), reference));
    }
    if (nodes.empty()) {
        value.refuse(fmt::format("{} has no rows of {:g} nm {}, it has {}", file.string(), technology,
                                 device_names[position], known(*table)));
    }
    return nodes;
}

}  // namespace

void describe_cacti_reference(const Value& sram)
{
    MappingReader reader(sram);
    std::string text;
    double number = 0.0;
    std::size_t position = 0;
    reader.required("cacti", text, Line{}, "the path of a table that scripts/make-cacti-table made");
    reader.required("technology_nm", number, Positive{}, "one of the technologies in the table");
    read_position(reader.required_value("device", "one of the transistor types in the table"), position, device_names);
}

void put_cacti_rows(Node& sram, const std::string& path, Diagnostics& diagnostics)
{
    if (is_reference(sram)) {
        Node list = mapping_node(sram);
        list.kind = NodeKind::list;
        list.items = rows_of(sram, path, diagnostics);
        sram = std::move(list);
        return;
    }
    if (sram.kind != NodeKind::list) return;
    std::vector<Node> items;
    for (std::size_t i = 0; i < sram.items.size(); ++i) {
        if (is_reference(sram.items[i])) {
            std::vector<Node> rows = rows_of(sram.items[i], element_path(path, i, sram.items[i]), diagnostics);
            items.insert(items.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
        } else {
            items.push_back(std::move(sram.items[i]));
        }
    }
    sram.items = std::move(items);
}

}  // namespace deltasim::config
