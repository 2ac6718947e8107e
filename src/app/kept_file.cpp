// SPDX-License-Identifier: MIT
#include "app/kept_file.hpp"

#include <fmt/format.h>

#include <system_error>

#include "core/diagnostic.hpp"
#include "os/binary_file.hpp"

namespace deltasim::app
{

bool is_there(const NewFile& file)
{
    std::error_code error;
    const bool same_size = std::filesystem::is_regular_file(file.path, error) &&
                           std::filesystem::file_size(file.path, error) == file.text.size();
    return same_size && !error && os::read_binary_file(file.path) == file.text;
}

void refuse_replacing(const std::vector<NewFile>& files)
{
    std::vector<Diagnostic> kept;
    for (const NewFile& file : files) {
        std::error_code ignored;  // also true for a link that leads nowhere
        const bool is_free = !std::filesystem::exists(std::filesystem::symlink_status(file.path, ignored));
        if (is_free || is_there(file)) continue;
        kept.push_back(
            {{}, {}, fmt::format("deltasim: error: {} is there already, and is left as it is", file.path.string())});
    }
    if (!kept.empty()) throw InputError(kept);
}

}  // namespace deltasim::app
