// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "systemc/sram.hpp"

// The on-chip memories, as a level of the hierarchy of their own: a memory may have the name of any other module.

namespace deltasim::systemc
{

class Memories final : public sc_core::sc_module
{
public:
    Memories(const sc_core::sc_module_name& name, const std::vector<machine::OnChipMemoryConfig>& configs,
             bool keeps_contents)
        : sc_module(name)
    {
        for (const machine::OnChipMemoryConfig& config : configs) {
            all_.push_back(std::make_unique<Sram>(module_name(config.name).c_str(), config, keeps_contents));
        }
    }

    /// A name that the kernel accepts: dots separate levels of its hierarchy.
    [[nodiscard]] static std::string module_name(std::string name)
    {
        for (char& c : name) {
            const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain) c = '_';
        }
        return name.empty() ? "_" : name;
    }

    [[nodiscard]] Sram& operator[](std::size_t memory) { return *all_[memory]; }
    [[nodiscard]] const Sram& operator[](std::size_t memory) const { return *all_[memory]; }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

private:
    std::vector<std::unique_ptr<Sram>> all_;
};

}  // namespace deltasim::systemc
