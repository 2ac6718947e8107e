// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/document/description.hpp"
#include "config/document/diagnostics.hpp"
#include "config/document/node.hpp"
#include "core/enum_names.hpp"

// One value of a document with its key path, and the functions that read it into a C++ type. Every read() diagnoses a
// value that it does not accept, with what was expected and what was found, and then does not change its target.

namespace deltasim::config
{

/// Shared by the readers of one document.
struct ReadContext {
    Diagnostics* diagnostics = nullptr;
    /// Receives the marks of assumed figures: key path -> reason. Null where `{assumed: ..., reason: ...}` is not
    /// allowed.
    std::map<std::string, std::string>* assumed = nullptr;
};

struct Value {
    const Node* node = nullptr;  ///< null where there is no value, or where it has been diagnosed already
    std::string path;            ///< from the root of its document
    std::string figure;          ///< key path below the processor or cost table, under which marks are noted
    ReadContext context;
    /// Receives the description, where a reader is asked what it accepts and there is nothing to read. The value's node
    /// then has no kind, every read fails, and nothing is diagnosed.
    Description* asked = nullptr;

    [[nodiscard]] explicit operator bool() const { return node != nullptr; }
    /// Diagnoses the value.
    void refuse(const std::string& message) const;
    /// Diagnoses `expected EXPECTED, found ...`. Returns false.
    bool refuse_as_not(const std::string& expected) const;
};

/// A value without content: the reader that gets it describes what it accepts.
[[nodiscard]] Value asked_value(Description& description, const std::string& path, const ReadContext& context);

/// Adds a form to the description of a value that is only asked for; does nothing for a value that is there. Returns
/// false.
bool describe(const Value& value, Form form);
/// Describes a name: one of `deltasim list LIBRARY`, or a path. The name has been replaced by what it stands for before
/// the value is read.
bool describe_name(const Value& value, std::string_view library);
/// Describes a choice of one of these words.
bool describe_words(const Value& value, std::vector<std::string> words);

/// The value at the root of a document, or of a tree that stands for a document.
[[nodiscard]] Value root_value(const Node& node, const std::string& path, ReadContext context);

/// For `{assumed: V, reason: ...}` notes the mark and returns V; any other value is returned as it is.
[[nodiscard]] Value without_mark(const Value& value);

/// Form: a whole number in decimal digits.
struct Whole {
    std::uint64_t least = 0;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};
/// Form: a finite number of at least 0.
struct NonNegative {
};
/// Form: a finite number above 0.
struct Positive {
};
/// Form: a physical figure from which energies are computed: a number above 0, or also 0 itself. Any other than 0 must
/// lie between 1e-30 and 1e30, far beyond what occurs: else sums and products might overflow or lose digits.
struct Figure {
    bool zero_too = true;
};
struct TrueOrFalse {
};
/// Form: one line of text, not empty, without control and format characters.
struct Line {
};
/// Form: a name that files are called by and tables show: a line without '/'.
struct Name {
};
/// Form: megahertz, above 0 and at most 100000, a whole number of hertz; read as hertz.
struct Megahertz {
};

bool read(const Value& value, std::uint64_t& target, const Whole& range);
bool read(const Value& value, double& target, NonNegative range);
bool read(const Value& value, double& target, Positive range);
bool read(const Value& value, double& target, const Figure& figure);
bool read(const Value& value, bool& target, TrueOrFalse form);
bool read(const Value& value, std::string& target, Line form);
bool read(const Value& value, std::string& target, Name form);
bool read(const Value& value, std::uint64_t& target, Megahertz form);

/// Reads the position of a scalar's text among `names`; any other text is refused.
bool read_position(const Value& value, std::size_t& target, std::span<const std::string_view> names);

/// Reads an enumerator, whose number is the position of its name.
template <class Enum, std::size_t count>
bool read(const Value& value, Enum& target, const EnumNames<Enum, count>& names)
{
    std::size_t position = 0;
    if (!read_position(value, position, names)) return false;
    target = static_cast<Enum>(position);
    return true;
}

/// Notes that an element of this list may stand alone, without a list. The elements must have been described.
void describe_alone_too(const Value& list);

/// The value that a target has before it is read, as text: the default of an optional key.
[[nodiscard]] std::string default_text(std::uint64_t number, const Whole& form);
[[nodiscard]] std::string default_text(bool truth, TrueOrFalse form);
[[nodiscard]] std::string default_text(const std::string& text, Line form);
template <class Enum, std::size_t count>
std::string default_text(Enum enumerator, const EnumNames<Enum, count>& names)
{
    return std::string(names[enumerator]);
}
/// For other forms the key's meaning gives the default.
template <class Target, class Form>
std::string default_text(const Target& /*target*/, const Form& /*form*/)
{
    return "";
}

/// The elements of a list, without their `assumed` marks, which are noted. Diagnoses a value that is no list, and
/// returns no elements.
[[nodiscard]] std::vector<Value> elements(const Value& list);

}  // namespace deltasim::config
