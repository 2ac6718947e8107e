// SPDX-License-Identifier: MIT
#include "os/binary_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/diagnostic.hpp"
#include "os/interruption.hpp"

namespace deltasim::os
{

namespace
{

/// What has no size of its own is read so far and no further.
constexpr std::uint64_t longest_stream = std::uint64_t{1} << 32U;

class OpenFile
{
public:
    explicit OpenFile(const std::filesystem::path& file)
        : file_(file), descriptor_(open(file.c_str(), O_RDONLY | O_CLOEXEC))
    {
        if (descriptor_ < 0) {
            stop_if_interrupted();
            refuse_file(file, errno == ENOENT ? "no such file" : fmt::format("cannot be read: {}", strerror(errno)));
        }
        struct stat status = {};
        if (fstat(descriptor_, &status) != 0) return;
        if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
        is_folder_ = S_ISDIR(status.st_mode);
    }
    ~OpenFile() { close(descriptor_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] bool is_folder() const { return is_folder_; }
    /// Of a regular file.
    [[nodiscard]] std::optional<std::uint64_t> size() const { return size_; }
    void seek(std::uint64_t offset) { lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET); }

    /// Up to `most` bytes, fewer only at the end.
    std::string read_on(std::uint64_t most)
    {
        constexpr std::uint64_t block = 1U << 24U;
        std::string bytes;
        while (bytes.size() < most) {
            const std::size_t before = bytes.size();
            bytes.resize(before + std::min(block, most - before));
            const ssize_t got = ::read(descriptor_, &bytes[before], bytes.size() - before);
            stop_if_interrupted();
            if (got < 0 && errno != EINTR) refuse_file(file_, fmt::format("cannot be read: {}", strerror(errno)));
            bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
            if (got == 0) break;
        }
        return bytes;
    }

private:
    std::filesystem::path file_;
    int descriptor_;
    std::optional<std::uint64_t> size_;
    bool is_folder_ = false;
};

}  // namespace

void refuse_file(const std::filesystem::path& file, const std::string& message)
{
    throw InputError({{{file.string(), 0, 0}, "", message}});
}

std::string read_binary_file(const std::filesystem::path& file) { return read_part_of_file(file, 0, std::nullopt); }

std::string read_part_of_file(const std::filesystem::path& file, std::uint64_t offset,
                              std::optional<std::uint64_t> length)
{
    OpenFile opened(file);
    if (opened.is_folder()) refuse_file(file, "is a directory, expected a file");
    const std::optional<std::uint64_t> size = opened.size();
    if (size && (offset > *size || (length && *length > *size - offset))) {
        refuse_file(file, fmt::format("expected {} from byte {} on, found a file of {} bytes",
                                      length ? fmt::format("{} bytes", *length) : "more", offset, *size));
    }
    if (offset > 0) opened.seek(offset);
    std::string bytes = opened.read_on(length ? *length : size ? *size - offset : longest_stream);
    if (length && bytes.size() < *length) {
        refuse_file(file, fmt::format("expected {} bytes, found {}", *length, bytes.size()));
    }
    return bytes;
}

}  // namespace deltasim::os
