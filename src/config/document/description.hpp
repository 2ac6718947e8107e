// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

// What a reader accepts, told by the reader itself: where a value is asked for and not given, reading takes down the
// form that it would have had. Documents and schemas are made of this, and cannot disagree with what is read.

namespace deltasim::config
{

struct Description;

/// A key of a mapping.
struct DescribedKey {
    std::string name;  ///< of a key of the user's, what stands for it: `MEMORY`
    bool required = false;
    bool is_users = false;  ///< any key, and not this word
    std::string meaning;    ///< a line
    std::string default_value;
    std::unique_ptr<Description> value;
};

enum class FormKind : std::uint8_t { whole, real, truth, text, name, words, list, mapping };

/// One way to write a value.
struct Form {
    FormKind kind = FormKind::text;
    std::uint64_t least = 0;  ///< of a whole number
    std::uint64_t most = 0;
    double low = 0.0;  ///< of a real number
    double high = 0.0;
    bool low_excluded = false;
    std::vector<std::string> words{};
    std::string library{};                 ///< of a name: what `deltasim list` knows it by
    std::unique_ptr<Description> items{};  ///< of a list
    bool alone_too = false;                ///< of a list: its element may stand alone
    std::deque<DescribedKey> keys{};       ///< of a mapping, in the order in which they are read
};

/// Every way to write a value.
struct Description {
    std::deque<Form> forms;
    bool may_be_assumed = false;  ///< `{assumed: V, reason: ...}` stands for V
};

}  // namespace deltasim::config
