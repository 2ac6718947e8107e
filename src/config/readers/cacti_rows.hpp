// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"

// `{cacti: FILE.csv, technology_nm: ..., device: ...}` in the `sram` of a cost table stands for the rows of that
// technology and device.

namespace deltasim::config
{

/// Describes how a cost table takes rows from a CACTI table.
void describe_cacti_reference(const Value& sram);

/// Replaces every such mapping by the rows, whether the mapping is all of `sram` or an element of the list. The source
/// of each row is its line in the file. Diagnoses a technology or device that the file does not have.
void put_cacti_rows(Node& sram, const std::string& path, Diagnostics& diagnostics);

}  // namespace deltasim::config
