// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "config/readers/experiment.hpp"

// Processors out of the resolved texts that results are stored with, thousands of which differ in little.

namespace deltasim::config
{

class ConfiguredProcessors
{
public:
    /// `origin`: what diagnostics call the texts.
    explicit ConfiguredProcessors(std::string origin);
    ~ConfiguredProcessors();
    ConfiguredProcessors(const ConfiguredProcessors&) = delete;
    ConfiguredProcessors& operator=(const ConfiguredProcessors&) = delete;

    /// A processor with its cost table, of ConfigurationTexts::processor and costs; it lives as long as this does.
    /// Throws InputError.
    const PricedProcessor& of(const std::string& processor, const std::string& costs);

private:
    struct Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace deltasim::config
