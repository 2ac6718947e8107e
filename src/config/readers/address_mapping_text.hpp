// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "machine/dram_device.hpp"

// Parses an address mapping from the command line: a list of field names from the most significant (`row,bank,column`),
// or one word with two letters for each field (`robaco`), the way DRAM simulators name their mappings. The column
// counts bursts; the bits below it are the byte within a burst.

namespace deltasim::config
{

/// The mapping that `text` gives. A field with a single value in this device takes no bits and may be left out. Throws
/// InputError, with `origin` as the place, for an unknown, repeated or missing field.
[[nodiscard]] std::vector<machine::AddressField> parse_mapping(std::string_view text, const machine::DramDevice& device,
                                                               const std::string& origin);

/// The mapping as a list of names, separated by commas.
[[nodiscard]] std::string mapping_text(const std::vector<machine::AddressField>& mapping);

}  // namespace deltasim::config
