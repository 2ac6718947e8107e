// SPDX-License-Identifier: MIT
#include "experiment/output_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace deltasim
{

namespace
{

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& why)
{
    throw OutputError(fmt::format("{}: cannot be written: {}", path.string(), why));
}

}  // namespace

std::filesystem::path temporary_for(const std::filesystem::path& file)
{
    return file.string() + fmt::format(".{}.part", getpid());
}

void write_file(const std::filesystem::path& file, const std::string& text)
{
    const std::filesystem::path temporary = temporary_for(file);
    std::ofstream stream(temporary, std::ios::binary);
    if (!stream) fail(file, std::strerror(errno));
    stream << text;
    stream.close();
    if (!stream) {
        const std::string why = std::strerror(errno);
        std::filesystem::remove(temporary);
        fail(file, why);
    }
    std::error_code error;
    std::filesystem::rename(temporary, file, error);
    if (error) {
        std::filesystem::remove(temporary);
        fail(file, error.message());
    }
}

void prepare_folder(const std::filesystem::path& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) fail(folder, error.message());
    prepare_file(folder / "result.json");
}

void prepare_file(const std::filesystem::path& file)
{
    if (std::filesystem::is_directory(file)) fail(file, "is a directory");
    const std::filesystem::path temporary = temporary_for(file);
    const std::ofstream stream(temporary);
    if (!stream) fail(file, std::strerror(errno));
    std::filesystem::remove(temporary);
}

}  // namespace deltasim
