// SPDX-License-Identifier: MIT
#include "fuzz/memory_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace deltasim::fuzz
{

std::filesystem::path file_with(std::string_view bytes)
{
    static const int descriptor = memfd_create("fuzz", 0);
    const bool empty = ftruncate(descriptor, 0) == 0 && lseek(descriptor, 0, SEEK_SET) == 0;
    if (!empty || write(descriptor, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
        throw std::logic_error("no file in memory");
    }
    lseek(descriptor, 0, SEEK_SET);
    return "/proc/self/fd/" + std::to_string(descriptor);
}

}  // namespace deltasim::fuzz
