// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

// What a reader accepts, told by the reader itself. A reader can be asked without a value to read: it then notes the
// form that the value would have. Documents and schemas are made from these notes, so they cannot disagree with what is
// read.

namespace deltasim::config
{

struct Description;

/// A key of a mapping.
struct DescribedKey {
    std::string name;  ///< where users choose the key, the word that stands for it: `MEMORY`
    bool required = false;
    bool is_users = false;  ///< users choose the key, and `name` only stands for it
    std::string meaning;    ///< one line
    std::string default_value;
    std::unique_ptr<Description> value;
};

enum class FormKind : std::uint8_t { whole, real, truth, text, name, words, list, mapping };

/// One way to write a value.
struct Form {
    FormKind kind = FormKind::text;
    std::uint64_t least = 0;  ///< for a whole number
    std::uint64_t most = 0;
    double low = 0.0;  ///< for a real number
    double high = 0.0;
    bool low_excluded = false;
    std::vector<std::string> words{};
    std::string library{};                 ///< for a name: the library as `deltasim list` knows it
    std::unique_ptr<Description> items{};  ///< for a list
    bool alone_too = false;                ///< for a list: an element may stand alone, without a list
    std::deque<DescribedKey> keys{};       ///< for a mapping, in the order in which they are read
};

/// Every way to write a value.
struct Description {
    std::deque<Form> forms;
    bool may_be_assumed = false;  ///< `{assumed: V, reason: ...}` stands for V
};

}  // namespace deltasim::config
