// SPDX-License-Identifier: MIT
#include "os/output_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <system_error>

#include "os/input_files.hpp"
#include "os/unfinished_file.hpp"

namespace deltasim::os
{

namespace
{

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& why)
{
    throw OutputError(fmt::format("{}: cannot be written: {}", path.string(), why));
}

}  // namespace

bool is_special(const std::filesystem::path& file)
{
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(file, error);
    if (std::filesystem::is_directory(status)) fail(file, "is a directory");
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

std::FILE* standard_stream(const std::filesystem::path& file)
{
    struct stat named = {};
    if (stat(file.c_str(), &named) != 0) return nullptr;
    for (std::FILE* const stream : {stdout, stderr}) {
        struct stat open = {};
        if (fstat(fileno(stream), &open) != 0) continue;
        if (open.st_dev == named.st_dev && open.st_ino == named.st_ino) return stream;
    }
    return nullptr;
}

std::filesystem::path followed(const std::filesystem::path& file)
{
    constexpr int most_links = 40;
    std::filesystem::path path = file;
    for (int links = 0; links < most_links; ++links) {
        std::error_code error;
        if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path, error))) return path;
        const std::filesystem::path target = std::filesystem::read_symlink(path, error);
        if (error) fail(file, error.message());
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    fail(file, std::strerror(ELOOP));
}

std::filesystem::path temporary_for(const std::filesystem::path& file)
{
    return file.string() + fmt::format(".{}.part", getpid());
}

namespace
{

void write_through(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream stream(file, std::ios::binary);
    if (!stream) fail(file, std::strerror(errno));
    stream << text;
    stream.close();
    if (!stream) fail(file, std::strerror(errno));
}

void replace(const std::filesystem::path& file, const std::string& text)
{
    const std::filesystem::path temporary = temporary_for(file);
    const UnfinishedFile unfinished(temporary);
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

}  // namespace

void write_file(const std::filesystem::path& file, const std::string& text)
{
    refuse_input(file);
    if (std::FILE* const stream = standard_stream(file)) {
        const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
        if (!written || std::fflush(stream) != 0) fail(file, std::strerror(errno));
    } else if (is_special(file)) {
        write_through(file, text);
    } else {
        replace(followed(file), text);
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
    refuse_input(file);
    if (standard_stream(file) != nullptr) return;
    if (is_special(file)) {
        if (access(file.c_str(), W_OK) != 0) fail(file, std::strerror(errno));
        return;
    }
    const std::filesystem::path temporary = temporary_for(followed(file));
    const UnfinishedFile unfinished(temporary);
    const std::ofstream stream(temporary);
    if (!stream) fail(file, std::strerror(errno));
    std::filesystem::remove(temporary);
}

void remove_file(const std::filesystem::path& file)
{
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::symlink_status(file, error);
    if (!std::filesystem::is_regular_file(status) && !std::filesystem::is_symlink(status)) return;
    std::filesystem::remove(file, error);
    if (error) throw OutputError(fmt::format("{}: cannot be removed: {}", file.string(), error.message()));
}

}  // namespace deltasim::os
