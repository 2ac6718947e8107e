// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/quantity.hpp"

// The interface for observers of every request that reaches a DRAM, such as the writer of a trace.

namespace deltasim::sim
{

class RequestObserver
{
public:
    virtual ~RequestObserver() = default;

    /// A burst (of a flat DRAM, a word) at byte `address`, whose request arrives at the DRAM's clock `arrival`.
    /// Requests come in the order in which they are served; arrivals never decrease.
    virtual void on_request(std::uint64_t address, bool is_write, Cycles arrival) = 0;
};

}  // namespace deltasim::sim
