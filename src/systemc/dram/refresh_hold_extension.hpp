// SPDX-License-Identifier: MIT
#pragma once

#include <systemc>
#include <tlm>

// An extension for initiators that want to know whether a refresh delayed their request, as the first that it delayed,
// and from when to when.

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
