// SPDX-License-Identifier: MIT
#pragma once

#include <tlm>

// Somebody else's DRAM in the place of the machine's: any TLM-2.0 target of the base protocol that has the addresses.

namespace deltasim::systemc
{

class DramStandIn
{
public:
    DramStandIn() = default;
    DramStandIn(const DramStandIn&) = delete;
    DramStandIn& operator=(const DramStandIn&) = delete;
    virtual ~DramStandIn() = default;

    /// Makes its modules, inside the machine, and returns the socket to be bound. Called once.
    [[nodiscard]] virtual tlm::tlm_target_socket<>& make() = 0;
};

}  // namespace deltasim::systemc
