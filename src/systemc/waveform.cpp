// SPDX-License-Identifier: MIT
#include "systemc/waveform.hpp"

#include <filesystem>
#include <utility>

namespace deltasim::systemc
{

namespace
{

constexpr std::string_view extension = ".vcd";

/// The file's name as the kernel wants it. One without .vcd is renamed in the end.
std::string stem_of(const std::string& file)
{
    return file.ends_with(extension) ? file.substr(0, file.size() - extension.size()) : file;
}

}  // namespace

Waveform::Waveform(const sc_core::sc_module_name& name, Work work)
    : sc_module(name), work_(std::move(work)), stem_(stem_of(work_.file))
{
    SC_HAS_PROCESS(Waveform);
    SC_THREAD(run);
}

void Waveform::run()
{
    if (work_.from > sc_core::SC_ZERO_TIME) wait(work_.from);
    trace_ = sc_core::sc_create_vcd_trace_file(stem_.c_str());
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
    if (!work_.file.ends_with(extension)) std::filesystem::rename(stem_ + std::string(extension), work_.file);
}

}  // namespace deltasim::systemc
