// SPDX-License-Identifier: MIT
#pragma once

#include <systemc>
#include <tlm>

// What an initiator that cares is told beside the data: whether a refresh held up its request, as the first that it
// held up, and from when to when.

namespace deltasim::systemc
{

struct RefreshHoldExtension final : public tlm::tlm_extension<RefreshHoldExtension> {
    bool held = false;
    sc_core::sc_time begin;
    sc_core::sc_time end;

    [[nodiscard]] tlm::tlm_extension_base* clone() const override { return new RefreshHoldExtension(*this); }
    void copy_from(const tlm::tlm_extension_base& other) override
    {
        *this = static_cast<const RefreshHoldExtension&>(other);
    }
};

}  // namespace deltasim::systemc
