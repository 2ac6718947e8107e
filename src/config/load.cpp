// SPDX-License-Identifier: MIT
#include "config/load.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "config/document/override.hpp"
#include "config/document/yaml_reader.hpp"
#include "config/document/yaml_writer.hpp"
#include "config/library/file_kind.hpp"
#include "config/library/library.hpp"
#include "config/library/resolve.hpp"
#include "config/library/resolved_experiment.hpp"
#include "config/library/targets.hpp"
#include "config/readers/cost_reader.hpp"
#include "config/readers/dataflow_reader.hpp"
#include "config/readers/dram_reader.hpp"
#include "config/readers/energy_reference_table.hpp"
#include "config/readers/experiment_reader.hpp"
#include "config/readers/model_reader.hpp"
#include "config/readers/processor_reader.hpp"
#include "config/sweep/sweep_loader.hpp"

namespace deltasim::config
{

namespace
{

/// Shared by the steps of loading one file.
struct Loading {
    const SearchPath& search_path;
    const KnownNames& known;
    const std::vector<ParsedOverride>& overrides;
    Diagnostics& diagnostics;

    [[nodiscard]] Value root(const Node& node) const { return root_value(node, "", {&diagnostics, nullptr}); }
};

ExperimentConfig resolve_and_read(Node& root, const Loading& loading)
{
    Resolver resolver(loading.search_path, loading.diagnostics);
    ExperimentConfig experiment = read_resolved(root, resolver, loading.overrides, loading.known, loading.diagnostics);
    if (experiment.unused_classes) refuse_unused_classes(*root.find("classes"), loading.diagnostics);
    return experiment;
}

void check_processor(Node& root, const Loading& loading)
{
    Resolver(loading.search_path, loading.diagnostics).resolve(root, Place::processor, loading.overrides);
    const ProcessorReading reading = read_processor(loading.root(root));
    if (reading.costs) static_cast<void>(read_costs(reading.costs));
}

void check_plain(FileKind kind, Node& root, const Loading& loading)
{
    if (kind == FileKind::cost_table) {
        Resolver(loading.search_path, loading.diagnostics).resolve(root, Place::cost_table, loading.overrides);
        static_cast<void>(read_costs(loading.root(root)));
        return;
    }
    if (kind == FileKind::model) {
        Resolver(loading.search_path, loading.diagnostics).resolve(root, Place::model, loading.overrides);
        ClassCount classes;
        classes.required = false;  // an experiment may supply the number
        static_cast<void>(read_model(loading.root(root), classes));
        return;
    }
    if (kind == FileKind::energy_reference_table) {
        static_cast<void>(read_energy_reference_table(root.location().file, loading.diagnostics));
        return;
    }
    if (kind == FileKind::dram_device) {
        Resolver(loading.search_path, loading.diagnostics).resolve(root, Place::dram_device, loading.overrides);
        // Kept by the processor that uses the device; here nobody reads them.
        std::map<std::string, std::string> assumed;
        static_cast<void>(read_dram_device(root_value(root, "", {&loading.diagnostics, &assumed})));
        return;
    }
    for (const ParsedOverride& given : loading.overrides) apply(given, root, loading.diagnostics);
    if (kind == FileKind::mapping) {
        static_cast<void>(read_dataflow(loading.root(root), {}, {}));
    } else {
        static_cast<void>(read_targets(loading.root(root)));
    }
}

}  // namespace

ExperimentConfig load_experiment(const std::filesystem::path& file, const std::vector<Override>& overrides,
                                 const SearchPath& search_path, const KnownNames& known)
{
    Diagnostics diagnostics(file.string());
    const std::vector<ParsedOverride> parsed = parse_overrides(overrides, diagnostics);
    std::optional<Node> root = read_yaml_file(file, diagnostics);
    if (!root) diagnostics.throw_if_any();
    ExperimentConfig experiment = resolve_and_read(*root, {search_path, known, parsed, diagnostics});
    diagnostics.throw_if_any();

    write_defaults(*root);
    experiment.resolved_yaml = write_yaml(*root);
    return experiment;
}

namespace
{

/// The place of a text that comes from the command line or a store instead of a file.
Node place_called(const std::string& origin)
{
    Node place;
    place.file = std::make_shared<const std::string>(origin);
    return place;
}

}  // namespace

LoadedDevice load_dram_device(const std::string& name, const std::string& origin,
                              const std::vector<Override>& overrides, const SearchPath& search_path)
{
    Diagnostics diagnostics(origin);
    if (name == "flat") {
        diagnostics.add({origin, 0, 0}, "", "expected a DRAM device with rows and banks, which flat is not");
        diagnostics.throw_if_any();
    }
    const std::vector<ParsedOverride> parsed = parse_overrides(overrides, diagnostics);
    Node root = scalar_node(name, true, place_called(origin));
    Resolver(search_path, diagnostics).resolve(root, Place::dram_device, parsed);
    LoadedDevice loaded;
    if (root.kind == NodeKind::mapping) {
        loaded.device = read_dram_device(root_value(root, "", {&diagnostics, &loaded.assumed}));
    }
    diagnostics.throw_if_any();
    return loaded;
}

machine::CostTable load_cost_table(const std::string& name, const std::string& origin, const SearchPath& search_path)
{
    Diagnostics diagnostics(origin);
    Node root = scalar_node(name, true, place_called(origin));
    Resolver(search_path, diagnostics).resolve(root, Place::cost_table, {});
    machine::CostTable table;
    if (root.kind == NodeKind::mapping) table = read_costs(root_value(root, "", {&diagnostics, nullptr}));
    diagnostics.throw_if_any();
    return table;
}

namespace
{

/// Loads every group of a sweep; throws InputError with the diagnostics of all of them.
void check_sweep(const std::filesystem::path& file, const std::vector<Override>& overrides,
                 const SearchPath& search_path, const KnownNames& known,
                 const std::function<void(std::uint64_t, std::uint64_t)>& progress)
{
    Diagnostics diagnostics(file.string());
    SweepLoader loader(file, overrides, search_path, known);
    for (std::uint64_t group = 0; group < loader.size(); ++group) {
        progress(group, loader.size());
        try {
            static_cast<void>(loader.load(group));
        } catch (const InputError& error) {
            diagnostics.add(error);
        }
    }
    diagnostics.throw_if_any();
    loader.check_keys();
}

}  // namespace

std::optional<FileKind> kind_of_file(const std::filesystem::path& file)
{
    Diagnostics diagnostics(file.string());
    const std::optional<Node> root = read_yaml_file(file, diagnostics);
    return root ? file_kind(*root) : std::nullopt;
}

std::string check_file(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       const SearchPath& search_path, const KnownNames& known,
                       const std::function<void(std::uint64_t, std::uint64_t)>& progress)
{
    Diagnostics diagnostics(file.string());
    const std::vector<ParsedOverride> parsed = parse_overrides(overrides, diagnostics);
    std::optional<Node> root = read_yaml_file(file, diagnostics);
    if (!root) diagnostics.throw_if_any();
    const std::optional<FileKind> kind = file_kind(*root);
    if (!kind) {
        diagnostics.add({file.string(), 0, 0}, "", "expected the keys of one of " + file_kinds_in_words());
        diagnostics.throw_if_any();
    }
    if (*kind == FileKind::sweep) {
        check_sweep(file, overrides, search_path, known, progress);
        return std::string(name_of(*kind));
    }
    const Loading loading{search_path, known, parsed, diagnostics};
    const bool has_name = *kind == FileKind::model || *kind == FileKind::processor || *kind == FileKind::dram_device ||
                          *kind == FileKind::cost_table || *kind == FileKind::mapping;
    if (has_name) name_after_file(*root, file);
    if (*kind == FileKind::experiment) {
        static_cast<void>(resolve_and_read(*root, loading));
    } else if (*kind == FileKind::processor) {
        check_processor(*root, loading);
    } else {
        check_plain(*kind, *root, loading);
    }
    diagnostics.throw_if_any();
    return std::string(name_of(*kind));
}

}  // namespace deltasim::config
