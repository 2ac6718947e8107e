// SPDX-License-Identifier: MIT
#include "systemc/waveform.hpp"

#include <utility>

#include "core/diagnostic.hpp"

namespace deltasim::systemc
{

Waveform::Waveform(const sc_core::sc_module_name& name, Work work) : sc_module(name), work_(std::move(work))
{
    SC_HAS_PROCESS(Waveform);
    SC_THREAD(run);
}

void Waveform::run()
{
    if (work_.from > sc_core::SC_ZERO_TIME) wait(work_.from);
    trace_ = sc_core::sc_create_vcd_trace_file(work_.stem.c_str());
    begun_ = true;
    trace_->set_time_unit(1.0, sc_core::SC_FS);
    work_.begin(*trace_);
    if (!work_.to) return;
    wait(*work_.to - work_.from);
    finish();
}

void Waveform::finish()
{
    if (trace_ == nullptr) return;
    sc_core::sc_close_vcd_trace_file(trace_);
    trace_ = nullptr;
    work_.end();
}

Waveform::~Waveform()
{
    if (trace_ != nullptr) sc_core::sc_close_vcd_trace_file(trace_);
}

void Waveform::end()
{
    if (!begun_) throw InputError("--window: the run ended before the window began, so there are no waveforms");
    finish();
}

}  // namespace deltasim::systemc
