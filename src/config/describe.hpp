// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/description.hpp"
#include "config/library/file_kind.hpp"
#include "config/readers/known_names.hpp"

// Describes every key of every kind of file, as its reader reports it.

namespace deltasim::config
{

/// Returns one mapping with all the keys that a file of this kind may have.
[[nodiscard]] Description describe(FileKind kind, const KnownNames& known);

}  // namespace deltasim::config
