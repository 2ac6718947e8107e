// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/document/diagnostics.hpp"
#include "config/document/document_cache.hpp"
#include "config/document/node.hpp"
#include "config/document/override.hpp"
#include "config/library/library.hpp"
#include "config/library/place.hpp"

// Replaces names in the tree, before it is read, by what they stand for: a model, a processor, its DRAM device, its
// cost table, a target's number of classes, rows of CACTI tables, figures of ERTs.
//
// An override of any depth can change what a name stands for: the resolver follows the override's path from the root
// and replaces every name that it meets. Overrides with shorter paths are applied first, whatever their order on the
// command line, so that a longer path changes a part of what a shorter one has put in. Of overrides with equal paths
// the last wins.

namespace deltasim::config
{

class Resolver
{
public:
    /// `documents`: keeps the documents that were read, if given.
    Resolver(const SearchPath& search_path, Diagnostics& diagnostics, DocumentCache* documents = nullptr)
        : search_path_(search_path), diagnostics_(diagnostics), documents_(documents)
    {
    }

    /// Resolves the value at `place`, which may be a name, and applies the overrides to it. Where an experiment names
    /// costs, the processors' own costs are removed.
    void resolve(Node& root, Place place, const std::vector<ParsedOverride>& overrides);

private:
    void set(Node& root, Place place, const ParsedOverride& given);
    bool walk(Node& at, Place place, const std::string& path, const ParsedOverride& given, std::size_t depth);
    bool walk_experiment(Node& experiment, const ParsedOverride& given);
    bool walk_below(Node& at, Place place, const std::string& path, const ParsedOverride& given, std::size_t depth);
    void refuse_unknown_memory(const ParsedOverride& given);

    void replace_names(Node& at, Place place, const std::string& path);
    void replace_names_below(Node& at, Place place, std::string_view key, const std::string& path);
    void replace_name(Node& reference, Place place, const std::string& path);
    void refuse_repeated(Node& list, const std::string& path);
    [[nodiscard]] std::optional<Node> document(const std::filesystem::path& file);
    [[nodiscard]] Node looked_up(const Node& reference, const std::string& path, Library library);

    const SearchPath& search_path_;
    Diagnostics& diagnostics_;
    DocumentCache own_documents_{};
    DocumentCache* documents_;
    std::size_t values_ = 0;     ///< of all documents that replaced names
    bool common_costs_ = false;  ///< the experiment has costs of its own, for all its processors
    /// Filled where an override leads into a memory that a processor lacks.
    std::vector<std::string> known_memories_{};
};

/// True if an override leads below a name of an experiment, and so changes the document behind that name.
[[nodiscard]] bool leads_below_name(const ParsedOverride& given);

}  // namespace deltasim::config
