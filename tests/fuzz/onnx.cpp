// SPDX-License-Identifier: MIT
#include "core/diagnostic.hpp"
#include "exchange/imported_head.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/targets.hpp"

namespace deltasim::fuzz
{

void onnx(std::string_view bytes)
{
    try {
        static_cast<void>(exchange::import_onnx(file_with(bytes), {"fuzz", {}, {}, "fuzz.safetensors"}));
    } catch (const InputError&) {
    }
}

}  // namespace deltasim::fuzz
