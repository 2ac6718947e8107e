// SPDX-License-Identifier: MIT
#include "config/library/library.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <system_error>
#include <utility>

#include "config/document/yaml_reader.hpp"
#include "core/plain_text.hpp"

namespace deltasim::config
{

namespace
{

struct LibraryTerms {
    std::string_view folder;
    std::string_view noun;
};

/// Indexed by Library.
constexpr std::array<LibraryTerms, 5> library_terms{{{"models", "model"},
                                                     {"configs/processors", "processor"},
                                                     {"configs/dram", "DRAM device"},
                                                     {"configs/costs", "cost table"},
                                                     {"configs/mappings", "mapping"}}};

std::string one_line(std::string text)
{
    while (!text.empty() && text.back() == '\n') text.pop_back();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return plain_text(text);
}

/// Appended to a processor's description: what its figures were validated against. Empty where the file does not say.
std::string validated_text(const Node& root)
{
    const Node* validated = root.find("validated");
    if (validated == nullptr) return "";
    std::string text = validated->kind == NodeKind::scalar ? validated->text : "";
    for (const Node& line : validated->items) text += (text.empty() ? "" : "; ") + line.text;
    return "; validated: " + one_line(text);
}

/// The description of a file in one line, or the error that kept it from being read.
std::string description_of(const std::filesystem::path& file)
{
    Diagnostics diagnostics(file.string());
    const std::optional<Node> root = read_yaml_file(file, diagnostics);
    if (!diagnostics.empty()) return diagnostics.all().front().text();
    const Node* description = root ? root->find("description") : nullptr;
    const std::string line = one_line(description != nullptr ? description->text : std::string());
    return root ? line + validated_text(*root) : line;
}

}  // namespace

std::filesystem::path library_folder(Library library)
{
    return library_terms[static_cast<std::size_t>(library)].folder;
}

std::string_view library_noun(Library library) { return library_terms[static_cast<std::size_t>(library)].noun; }

std::optional<std::filesystem::path> find_in_library(Library library, std::string_view name,
                                                     const SearchPath& search_path)
{
    for (const std::filesystem::path& root : search_path.roots) {
        const std::filesystem::path file =
            (root / library_folder(library) / (std::string(name) + ".yaml")).lexically_normal();
        std::error_code ignored;  // a file whose status cannot be read counts as not found
        if (std::filesystem::exists(file, ignored)) return file;
    }
    return std::nullopt;
}

std::vector<std::string> library_names(Library library, const SearchPath& search_path)
{
    std::set<std::string> names;
    for (const std::filesystem::path& root : search_path.roots) {
        std::error_code ignored;  // a root without this folder adds no names
        for (std::filesystem::directory_iterator entry(root / library_folder(library), ignored), end;
             !ignored && entry != end; entry.increment(ignored)) {
            if (entry->path().extension() == ".yaml") names.insert(entry->path().stem().string());
        }
    }
    return {names.begin(), names.end()};
}

void name_after_file(Node& root, const std::filesystem::path& file)
{
    if (root.find("name") != nullptr) return;
    const Node name = scalar_node(file.stem().string(), true, root);
    root.members.insert(root.members.begin(), Member{"name", root.location(), name});
}

std::optional<Node> read_named_file(const std::filesystem::path& file, Diagnostics& diagnostics)
{
    std::optional<Node> root = read_yaml_file(file, diagnostics);
    if (root) name_after_file(*root, file);
    return root;
}

std::vector<std::pair<std::string, std::string>> list_library(Library library, const SearchPath& search_path)
{
    std::vector<std::pair<std::string, std::string>> lines;
    for (const std::string& name : library_names(library, search_path)) {
        if (const auto file = find_in_library(library, name, search_path))
            lines.emplace_back(name, description_of(*file));
    }
    return lines;
}

}  // namespace deltasim::config
