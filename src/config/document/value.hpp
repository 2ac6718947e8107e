// SPDX-License-Identifier: MIT
#pragma once

#include <array>
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

// One value of a document with its key path, and its reading into a C++ type. Every read() diagnoses what it does
// not accept, saying what was expected and what was found, and then leaves its target alone.

namespace deltasim::config
{

/// What the readers of one document share.
struct ReadContext {
    Diagnostics* diagnostics = nullptr;
    /// Where the marks of assumed figures go, key path -> reason. Null where `{assumed: ..., reason: ...}` is not
    /// known.
    std::map<std::string, std::string>* assumed = nullptr;
};

struct Value {
    const Node* node = nullptr;  ///< null where there is no value, or it has been diagnosed already
    std::string path;            ///< from the root of its document
    std::string figure;          ///< from the processor or cost table whose figures are marked
    ReadContext context;
    /// Where a reader is asked what it accepts, and there is nothing to be read: what it says. Its node is of no kind,
    /// all reading fails, and nothing is diagnosed.
    Description* asked = nullptr;

    [[nodiscard]] explicit operator bool() const { return node != nullptr; }
    /// Diagnoses the value.
    void refuse(const std::string& message) const;
    /// Diagnoses `expected EXPECTED, found ...`. Returns false.
    bool refuse_as_not(const std::string& expected) const;
};

/// A value of which a reader is asked what it accepts.
[[nodiscard]] Value asked_value(Description& description, const std::string& path, const ReadContext& context);

/// Adds a form to what is said of a value that is asked for; does nothing of one that is there. Returns false.
bool describe(const Value& value, Form form);
/// The form of a name, which has been replaced by what it stands for before it is read: one of `deltasim list LIBRARY`,
/// or a path.
bool describe_name(const Value& value, std::string_view library);
/// The form of one of these words.
bool describe_words(const Value& value, std::vector<std::string> words);

/// The root of a document, or a tree that stands for one.
[[nodiscard]] Value root_value(const Node& node, const std::string& path, ReadContext context);

/// V in place of `{assumed: V, reason: ...}`, whose mark is taken down, or the value itself.
[[nodiscard]] Value without_mark(const Value& value);

/// A whole number, in decimal digits.
struct Whole {
    std::uint64_t least = 0;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};
/// A finite number of at least 0.
struct NonNegative {
};
/// A finite number above 0.
struct Positive {
};
/// A physical figure that energies are made of: a number of at least 0, or above 0. Beyond what the field knows, from
/// 1e-30 to 1e30, sums and products of it might not be finite, or lose digits.
struct Figure {
    bool zero_too = true;
};
struct TrueOrFalse {
};
/// Text of one line that is not empty, without control and format characters.
struct Line {
};
/// A name that files go by and tables show: a line without '/'.
struct Name {
};
/// Megahertz, above 0 and at most 100000, a whole number of hertz; read as hertz.
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

/// The position of a scalar's text among `names`, which it must be one of.
bool read_position(const Value& value, std::size_t& target, std::span<const std::string_view> names);

/// An enumerator, whose number is the position of its name.
template <class Enum, std::size_t count>
bool read(const Value& value, Enum& target, const std::array<std::string_view, count>& names)
{
    std::size_t position = 0;
    if (!read_position(value, position, names)) return false;
    target = static_cast<Enum>(position);
    return true;
}

/// Says of a list, whose elements have been asked for, that one may stand alone.
void describe_alone_too(const Value& list);

/// What a target holds before it is read, as text: the default of a key that need not be there.
[[nodiscard]] std::string default_text(std::uint64_t number, const Whole& form);
[[nodiscard]] std::string default_text(bool truth, TrueOrFalse form);
[[nodiscard]] std::string default_text(const std::string& text, Line form);
template <class Enum, std::size_t count>
std::string default_text(Enum enumerator, const std::array<std::string_view, count>& names)
{
    return std::string(names[static_cast<std::size_t>(enumerator)]);
}
/// Of other forms the meaning of the key says it.
template <class Target, class Form>
std::string default_text(const Target& /*target*/, const Form& /*form*/)
{
    return "";
}

/// The elements of a list, marks taken down; none where the value is no list, which is diagnosed.
[[nodiscard]] std::vector<Value> elements(const Value& list);

}  // namespace deltasim::config
