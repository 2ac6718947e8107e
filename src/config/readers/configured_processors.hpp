// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "config/readers/experiment.hpp"

// Builds processors from the resolved texts that are stored with results. There are thousands of texts, and they differ
// little.

namespace deltasim::config
{

class ConfiguredProcessors
{
public:
    /// `origin`: the name of the texts in diagnostics.
    explicit ConfiguredProcessors(std::string origin);
    ~ConfiguredProcessors();
    ConfiguredProcessors(const ConfiguredProcessors&) = delete;
    ConfiguredProcessors& operator=(const ConfiguredProcessors&) = delete;

    /// A processor with its cost table, from ConfigurationTexts::processor and costs. It lives as long as this object.
    /// Throws InputError.
    const PricedProcessor& of(const std::string& processor, const std::string& costs);

private:
    struct Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace deltasim::config
