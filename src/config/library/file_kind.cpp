// SPDX-License-Identifier: MIT
#include "config/library/file_kind.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

namespace deltasim::config
{

namespace
{

struct KindKeys {
    FileKind kind;
    std::string_view name;
    /// Without keys that other kinds have as well, which would not identify a kind.
    std::vector<std::string_view> keys;
};

const std::array<KindKeys, 9>& kinds()
{
    static const std::array<KindKeys, 9> table{{
        {FileKind::experiment, "experiment", {"model", "processor", "training", "placement", "data"}},
        {FileKind::sweep, "sweep", {"grid", "points", "skip", "columns"}},
        {FileKind::model, "model", {"features", "layers"}},
        {FileKind::processor, "processor", {"pe_array", "controller", "memories", "sources"}},
        {FileKind::dram_device, "DRAM device", {"standard", "organization", "mapping", "timing_cycles", "rules"}},
        {FileKind::cost_table,
         "cost table",
         {"technology_nm", "operations_pj", "register_file_pj", "sram", "interconnect_pj_per_bit", "static"}},
        {FileKind::targets, "targets", {"targets"}},
        {FileKind::mapping, "mapping", {"forward", "delta", "gradient", "update"}},
        {FileKind::energy_reference_table, "energy reference table", {"ERT"}},
    }};
    return table;
}

}  // namespace

std::string_view name_of(FileKind kind) { return kinds()[static_cast<std::size_t>(kind)].name; }

std::optional<FileKind> file_kind(const Node& root)
{
    // A model has a list of layers; a mapping for single layers has layers by number, and may have no other key.
    const Node* const layers = root.find("layers");
    if (layers != nullptr && layers->kind == NodeKind::mapping && root.find("features") == nullptr) {
        return FileKind::mapping;
    }
    std::optional<FileKind> best;
    std::ptrdiff_t best_count = 0;
    for (const KindKeys& candidate : kinds()) {
        const auto count = std::count_if(candidate.keys.begin(), candidate.keys.end(),
                                         [&](std::string_view key) { return root.find(key) != nullptr; });
        if (candidate.kind == FileKind::sweep && count > 0) return candidate.kind;
        if (count <= best_count) continue;
        best = candidate.kind;
        best_count = count;
    }
    return best;
}

std::string file_kinds_in_words()
{
    std::vector<std::string> words;
    for (const KindKeys& kind : kinds()) words.push_back(fmt::format("{} ({})", kind.name, fmt::join(kind.keys, ", ")));
    return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace deltasim::config
