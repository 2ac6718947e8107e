// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/document/diagnostics.hpp"
#include "config/document/document_cache.hpp"
#include "config/document/node.hpp"
#include "config/document/override.hpp"
#include "config/library/library.hpp"

// Puts what names stand for in place of the names, in the tree, before it is read: a model, a processor, its DRAM
// device, its cost table, a target's number of classes. An override applies as soon as no name is left on its path.

namespace deltasim::config
{

class Resolver
{
public:
    /// `documents`: what has been read already, if it is to be kept.
    Resolver(const SearchPath& search_path, Diagnostics& diagnostics, DocumentCache* documents = nullptr)
        : search_path_(search_path), diagnostics_(diagnostics), documents_(documents)
    {
    }

    /// Resolves the models, processors and costs of an experiment, each with what it names in turn, and its classes.
    /// Where the experiment names costs, the processors' own are taken away.
    void resolve_experiment(Node& experiment, const std::vector<ParsedOverride>& overrides) const;

    /// Applies the overrides to a model, then puts the number of classes in place of a target's name.
    void resolve_model(Node& model, const std::string& path, const std::vector<ParsedOverride>& overrides) const;

    /// Resolves a processor's DRAM device and costs. `path`: the processor's, for diagnostics. An override into an
    /// on-chip memory that is not there is diagnosed.
    void resolve_processor(Node& processor, const std::string& path,
                           const std::vector<ParsedOverride>& overrides) const;

    /// Replaces the name or the path of a DRAM device by the device, and applies the overrides to that.
    void resolve_dram_device(Node& device, const std::vector<ParsedOverride>& overrides) const;

    /// Replaces the name or the path of a cost table by the table.
    void resolve_cost_table(Node& costs) const;

    /// Applies to a cost table, where a bare number is given the override as its source; then puts the rows and
    /// figures that it takes from other files in their places.
    void resolve_costs(Node& costs, const std::string& path, const std::vector<ParsedOverride>& overrides) const;

private:
    void override_costs(Node& costs, const std::vector<ParsedOverride>& overrides) const;
    void resolve_processors(Node& experiment, const std::vector<ParsedOverride>& overrides) const;
    void apply_to_processor(Node& processor, const std::string& path,
                            const std::vector<ParsedOverride>& overrides) const;
    void refuse_unknown_memory(const ParsedOverride& of_processor, const std::vector<Node*>& processors) const;
    /// Replaces a name or a path by the mapping it stands for, or by a refused node; leaves mappings alone.
    void resolve(Node& reference, const std::string& path, Library library) const;
    /// A file of a library, named.
    [[nodiscard]] std::optional<Node> document(const std::filesystem::path& file) const;
    [[nodiscard]] Node looked_up(const Node& reference, const std::string& path, Library library) const;

    const SearchPath& search_path_;
    Diagnostics& diagnostics_;
    DocumentCache* documents_;
};

}  // namespace deltasim::config
