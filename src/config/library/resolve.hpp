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

// Puts what names stand for in place of the names, in the tree, before it is read: a model, a processor, its DRAM
// device, its cost table, a target's number of classes, rows of CACTI tables, figures of ERTs.
//
// An override of any depth reaches what was put there: its way is walked from the root, and a name that is met on the
// way is replaced first. Overrides with shorter paths come first, whatever their order, so that a longer path always
// changes something of what the shorter has put; of equal ones the last wins.

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

    /// Resolves what stands at `place`, a name included, with the overrides in it. Where an experiment names costs, the
    /// processors' own are taken away.
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
    std::size_t values_ = 0;                     ///< of all documents that names stand for
    bool common_costs_ = false;                  ///< an experiment's own, for all its processors
    std::vector<std::string> known_memories_{};  ///< where an override leads into a memory that a processor lacks
};

/// Whether an override leads below a name of an experiment, and so applies to what that stands for.
[[nodiscard]] bool leads_below_name(const ParsedOverride& given);

}  // namespace deltasim::config
