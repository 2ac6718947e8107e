// SPDX-License-Identifier: MIT
#include "config/document/yaml_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "config/document/text_file.hpp"
#include "core/plain_text.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::size_t deepest_nesting = 64;
constexpr std::size_t most_values = 100'000;
constexpr std::size_t longest_key = 200;

/// Thrown to end the reading of a document; yaml-cpp's events cannot be stopped in any other way.
struct ReadingEnds {
    SourceLocation location;
    std::string key;
    std::string message;
};

std::size_t height(const Node& node)
{
    std::size_t highest = 0;
    for (const Node& item : node.items) highest = std::max(highest, height(item));
    for (const Member& member : node.members) highest = std::max(highest, height(member.value));
    return highest + 1;
}

/// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler
{
public:
    TreeBuilder(const std::string& origin, bool has_lines, Diagnostics& diagnostics)
        : file_(std::make_shared<const std::string>(origin)), has_lines_(has_lines), diagnostics_(diagnostics)
    {
    }

    std::optional<Node> take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (root_) throw ReadingEnds{location(mark), "", "expected the end of the file: it may hold one document only"};
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        complete(node(NodeKind::nothing, mark), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto anchored = anchored_.find(anchor);
        if (anchored == anchored_.end()) throw ends(mark, "an alias may not stand inside what it stands for");
        take(anchored->second.count_values(), mark);
        if (open_.size() + height(anchored->second) > deepest_nesting) throw too_deep(mark);
        place(anchored->second, location(mark));
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        // yaml-cpp marks plain scalars "?" and quoted ones "!".
        refuse_tag(mark, tag);
        Node scalar = node(NodeKind::scalar, mark);
        scalar.text = value;
        scalar.quoted = tag != "?";
        complete(std::move(scalar), anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override
    {
        refuse_tag(mark, tag);
        open(NodeKind::list, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override
    {
        refuse_tag(mark, tag);
        open(NodeKind::mapping, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    /// A list or mapping whose end has not been reached.
    struct Open {
        Node node;
        YAML::anchor_t anchor = YAML::NullAnchor;
        std::optional<std::string> key;  ///< the key whose value comes next
        SourceLocation key_location;
        std::map<std::string, int> key_lines;  ///< keys already seen
    };

    [[nodiscard]] SourceLocation location(const YAML::Mark& mark) const
    {
        return has_lines_ ? SourceLocation{*file_, mark.line + 1, mark.column + 1} : SourceLocation{*file_, 0, 0};
    }

    [[nodiscard]] Node node(NodeKind kind, const YAML::Mark& mark)
    {
        take(1, mark);
        Node made;
        made.kind = kind;
        made.file = file_;
        made.line = location(mark).line;
        made.column = location(mark).column;
        return made;
    }

    /// The dotted path of the value that comes next.
    [[nodiscard]] std::string path() const
    {
        std::string path;
        for (const Open& open : open_) {
            if (open.node.kind == NodeKind::list) {
                path = element_path(path, open.node.items.size(), Node{});
            } else if (open.key) {
                path = member_path(path, *open.key, Node{});
            }
        }
        return path;
    }

    [[nodiscard]] ReadingEnds ends(const YAML::Mark& mark, const std::string& message) const
    {
        return {location(mark), path(), message};
    }

    [[nodiscard]] ReadingEnds too_deep(const YAML::Mark& mark) const
    {
        // The path would be as long as the nesting is deep.
        return {location(mark), "", "nested more than " + std::to_string(deepest_nesting) + " levels deep"};
    }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) const
    {
        if (tag.size() <= 1 || tag == "tag:yaml.org,2002:str") return;
        throw ends(mark, "tag " + quoted_text(tag) + " is not supported");
    }

    void take(std::size_t values, const YAML::Mark& mark)
    {
        values_ += values;
        if (values_ <= most_values) return;
        throw ends(mark,
                   "more than " + std::to_string(most_values) + " values in the file once its aliases are expanded");
    }

    void open(NodeKind kind, const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        if (open_.size() + 1 >= deepest_nesting) throw too_deep(mark);
        open_.push_back(Open{node(kind, mark), anchor, {}, {}, {}});
    }

    void close()
    {
        Open closed = std::move(open_.back());
        open_.pop_back();
        complete(std::move(closed.node), closed.anchor);
    }

    void complete(Node node, YAML::anchor_t anchor)
    {
        if (anchor != YAML::NullAnchor) {
            // A kept copy counts as values too: otherwise anchors within anchors would multiply memory unnoticed.
            values_ += node.count_values();
            if (values_ <= most_values) anchored_[anchor] = node;
        }
        const SourceLocation place_of_node = node.location();
        place(std::move(node), place_of_node);
    }

    void place(Node node, const SourceLocation& where)
    {
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (Open& parent = open_.back(); parent.node.kind == NodeKind::list) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.key) {
            take_key(parent, node, where);
        } else {
            if (node.kind == NodeKind::nothing) {  // yaml-cpp places it at the next token
                node.line = parent.key_location.line;
                node.column = parent.key_location.column;
            }
            const auto [seen, is_new] = parent.key_lines.emplace(*parent.key, parent.key_location.line);
            if (is_new) {
                parent.node.members.push_back(Member{*parent.key, parent.key_location, std::move(node)});
            } else {
                const std::string first = has_lines_ ? ", first given at line " + std::to_string(seen->second) : "";
                diagnostics_.add(parent.key_location, path(), "duplicate key" + first);
            }
            parent.key.reset();
        }
    }

    void take_key(Open& parent, const Node& node, const SourceLocation& where) const
    {
        if (node.kind != NodeKind::scalar) throw ReadingEnds{where, path(), "expected a key, found " + found(node)};
        if (node.text.size() > longest_key) {
            throw ReadingEnds{where, path(), "expected a key of at most " + std::to_string(longest_key) + " bytes"};
        }
        // Messages show keys as they are, and some keys are names of memories or columns.
        if (!is_plain(node.text)) {
            throw ReadingEnds{where, path(),
                              "expected a key without control and format characters, found " + found(node)};
        }
        parent.key = node.text;
        parent.key_location = where;
    }

    std::shared_ptr<const std::string> file_;
    bool has_lines_;
    Diagnostics& diagnostics_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Node> anchored_;
    std::optional<Node> root_;
    std::size_t values_ = 0;
};

std::optional<Node> parse(const std::string& text, const std::string& origin, bool has_lines, Diagnostics& diagnostics)
{
    if (!is_plain_text(text, origin, has_lines, diagnostics)) return std::nullopt;
    TreeBuilder builder(origin, has_lines, diagnostics);
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        // Tries to read a second document, so that the builder refuses it.
        if (parser.HandleNextDocument(builder)) static_cast<void>(parser.HandleNextDocument(builder));
        return builder.take_root();
    } catch (const ReadingEnds& end) {
        diagnostics.add(end.location, end.key, end.message);
    } catch (const YAML::Exception& error) {
        const bool placed = has_lines && !error.mark.is_null();
        diagnostics.add({origin, placed ? error.mark.line + 1 : 0, placed ? error.mark.column + 1 : 0}, "",
                        "not valid YAML: " + error.msg);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Node> read_yaml_file(const std::filesystem::path& file, Diagnostics& diagnostics)
{
    const std::optional<std::string> text = read_text_file(file, diagnostics);
    if (!text) return std::nullopt;
    // A file without a document gives no diagnostic; a document that cannot be parsed does.
    Diagnostics own(file.string());
    std::optional<Node> root = parse(*text, file.string(), true, own);
    if (own.empty() && (!root || root->kind == NodeKind::nothing)) {
        own.add({file.string(), 0, 0}, "", "expected a mapping, found an empty file");
    } else if (root && root->kind != NodeKind::mapping) {
        own.add(root->location(), "", "expected a mapping, found " + found(*root));
    }
    for (const Diagnostic& d : own.all()) diagnostics.add(d.location, d.key, d.message);
    if (!root || root->kind != NodeKind::mapping) return std::nullopt;
    root->rooted_path = "";
    return root;
}

std::optional<Node> read_yaml_text(const std::string& text, const std::string& origin, Diagnostics& diagnostics)
{
    Diagnostics own(origin);
    std::optional<Node> root = parse(text, origin, false, own);
    for (const Diagnostic& d : own.all()) diagnostics.add(d.location, d.key, d.message);
    if (!root && own.empty()) {
        root = Node{};
        root->file = std::make_shared<const std::string>(origin);
    }
    return root;
}

}  // namespace deltasim::config
