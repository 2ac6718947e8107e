// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"

// `{cacti: FILE.csv, technology_nm: ..., device: ...}` in the `sram` of a cost table stands for the rows of that
// technology and device.

namespace deltasim::config
{

/// Says how rows are taken from a table.
void describe_cacti_reference(const Value& sram);

/// Puts the rows in place of every such mapping, whether it is all of `sram` or an element of the list. Each row names
/// its line of the file as its source. Diagnoses a technology or device that the file does not have.
void put_cacti_rows(Node& sram, const std::string& path, Diagnostics& diagnostics);

}  // namespace deltasim::config
