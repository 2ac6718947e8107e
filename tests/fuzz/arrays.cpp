// SPDX-License-Identifier: MIT
#include "exchange/arrays/array_file.hpp"

#include "core/diagnostic.hpp"
#include "fuzz/targets.hpp"

namespace deltasim::fuzz
{

namespace
{

template <class Read>
void attempt(const Read& read)
{
    try {
        static_cast<void>(read());
    } catch (const InputError&) {
    }
}

}  // namespace

void arrays(std::string_view bytes)
{
    attempt([&] { return exchange::npy_array(bytes, "fuzz"); });
    attempt([&] { return exchange::npz_arrays(bytes, "fuzz"); });
    attempt([&] { return exchange::safetensors_arrays(bytes, "fuzz"); });
}

}  // namespace deltasim::fuzz
