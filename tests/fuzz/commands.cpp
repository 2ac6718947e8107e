// SPDX-License-Identifier: MIT
#include "core/checked.hpp"
#include "core/diagnostic.hpp"
#include "dram/small_device.hpp"
#include "experiment/replay/command_list.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/targets.hpp"

namespace deltasim::fuzz
{

void commands(std::string_view bytes)
{
    static const machine::DramDevice device = test::small_device();
    try {
        os::TextInput list(file_with(bytes).string());
        static_cast<void>(experiment::price_commands(list, device, {}, [] {}));
    } catch (const InputError&) {
    } catch (const OverflowError&) {
    }
}

}  // namespace deltasim::fuzz
