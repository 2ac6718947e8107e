// SPDX-License-Identifier: MIT
#include "os/binary_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "core/diagnostic.hpp"
#include "os/interruption.hpp"

namespace deltasim::os
{

namespace
{

/// The most bytes that are read from an input without a size, such as a pipe.
constexpr std::uint64_t longest_stream = std::uint64_t{1} << 32U;

class OpenFile
{
public:
    /// `flags`: further flags of open().
    OpenFile(const std::filesystem::path& file, int flags)
        : file_(file), descriptor_(open(file.c_str(), O_RDONLY | O_CLOEXEC | flags))
    {
        if (descriptor_ < 0) {
            stop_if_interrupted();
            refuse_file(file, errno == ENOENT ? "no such file" : fmt::format("cannot be read: {}", strerror(errno)));
        }
        struct stat status = {};
        if (fstat(descriptor_, &status) != 0) return;
        if (S_ISDIR(status.st_mode)) {
            close(descriptor_);
            refuse_file(file, "is a directory, expected a file");
        }
        if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
    }
    ~OpenFile() { close(descriptor_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    /// Only for a regular file.
    [[nodiscard]] std::optional<std::uint64_t> size() const { return size_; }
    void seek(std::uint64_t offset) { lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET); }

    /// Reads up to `most` bytes; fewer only at the end.
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
};

}  // namespace

void refuse_file(const std::filesystem::path& file, const std::string& message)
{
    throw InputError({{{file.string(), 0, 0}, "", message}});
}

std::string read_binary_file(const std::filesystem::path& file)
{
    OpenFile opened(file, 0);
    return opened.read_on(opened.size().value_or(longest_stream));
}

std::string read_part_of_file(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t length)
{
    OpenFile opened(file, O_NONBLOCK);  // opening a pipe does not wait for its writer
    const std::optional<std::uint64_t> size = opened.size();
    if (!size) refuse_file(file, "is not a regular file");
    if (offset > *size || length > *size - offset) {
        refuse_file(file,
                    fmt::format("expected {} bytes from byte {} on, found a file of {} bytes", length, offset, *size));
    }
    opened.seek(offset);
    std::string bytes = opened.read_on(length);
    if (bytes.size() < length) refuse_file(file, fmt::format("expected {} bytes, found {}", length, bytes.size()));
    return bytes;
}

}  // namespace deltasim::os
