// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace deltasim::sim
{

/// Appends the bytes of a number to a key. Keys are compared only within one run.
template <class Number>
void append_bytes(std::string& key, Number number)
{
    key.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

}  // namespace deltasim::sim
