// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "machine/dram_device.hpp"

// An address mapping on the command line: fields from the most significant, as a list of names (`row,bank,column`) or
// as a word of two letters a field (`robaco`), the way DRAM simulators name their mappings. The column counts bursts;
// what is below is the byte within a burst.

namespace deltasim::config
{

/// The mapping that `text` says. Fields of which the device has a single value take no bits and may be left out. Throws
/// InputError, in the name of `origin`, for an unknown field, one that is there twice, and one that is missing.
[[nodiscard]] std::vector<machine::AddressField> parse_mapping(std::string_view text, const machine::DramDevice& device,
                                                               const std::string& origin);

/// The list of names, separated by commas.
[[nodiscard]] std::string mapping_text(const std::vector<machine::AddressField>& mapping);

}  // namespace deltasim::config
