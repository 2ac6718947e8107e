// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/quantity.hpp"

// Somebody who is told of every request that reaches a DRAM, such as the writer of a trace.

namespace deltasim::sim
{

class RequestObserver
{
public:
    virtual ~RequestObserver() = default;

    /// A burst (a word, if the DRAM is flat) at byte `address`, whose request is there at the DRAM's clock `arrival`.
    /// Requests come in the order in which they are served; arrivals do not descend.
    virtual void on_request(std::uint64_t address, bool is_write, Cycles arrival) = 0;
};

}  // namespace deltasim::sim
