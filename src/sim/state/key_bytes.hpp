// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace deltasim::sim
{

/// Appends a number's bytes to a key, which is only ever compared with others of this run.
template <class Number>
void append_bytes(std::string& key, Number number)
{
    key.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

}  // namespace deltasim::sim
