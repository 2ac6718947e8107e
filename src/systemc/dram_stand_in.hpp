// SPDX-License-Identifier: MIT
#pragma once

#include <tlm>

// Replaces the machine's DRAM by another one: any TLM-2.0 target of the base protocol that has the addresses.

namespace deltasim::systemc
{

class DramStandIn
{
public:
    DramStandIn() = default;
    DramStandIn(const DramStandIn&) = delete;
    DramStandIn& operator=(const DramStandIn&) = delete;
    virtual ~DramStandIn() = default;

    /// Creates its modules, inside the machine, and returns the socket to bind. Called once.
    [[nodiscard]] virtual tlm::tlm_target_socket<>& make() = 0;
};

}  // namespace deltasim::systemc
