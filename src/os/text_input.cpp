// SPDX-License-Identifier: MIT
#include "os/text_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/diagnostic.hpp"
#include "os/interruption.hpp"

namespace deltasim::os
{

/// What is plain, zlib hands on as it is.
struct TextInput::Stream {
    explicit Stream(gzFile opened) : file(opened) {}
    ~Stream() { gzclose(file); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    gzFile file;
};

TextInput::TextInput(const std::string& path) : name_(path == "-" ? "<stdin>" : path)
{
    const int descriptor = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        stop_if_interrupted();
        refuse(errno == ENOENT ? "no such file" : std::string("cannot be read: ") + std::strerror(errno));
    }
    struct stat status = {};
    const bool known = fstat(descriptor, &status) == 0;
    if (known && S_ISDIR(status.st_mode)) {
        close(descriptor);
        refuse("is a directory, expected a file");
    }
    if (known && S_ISREG(status.st_mode)) size_bytes_ = static_cast<std::uint64_t>(status.st_size);
    gzFile file = gzdopen(descriptor, "rb");
    if (file == nullptr) {
        close(descriptor);
        refuse("cannot be read: out of memory");
    }
    constexpr unsigned compressed_block = 1U << 17U;
    gzbuffer(file, compressed_block);
    stream_ = std::make_unique<Stream>(file);
}

TextInput::~TextInput() = default;

std::size_t TextInput::read(char* to, std::size_t bytes)
{
    constexpr std::size_t most_at_once = 1U << 30U;
    std::size_t done = 0;
    while (done < bytes) {
        errno = 0;
        const int count = gzread(stream_->file, to + done, static_cast<unsigned>(std::min(bytes - done, most_at_once)));
        int error = Z_OK;
        const char* const message = gzerror(stream_->file, &error);
        if (error == Z_ERRNO) {
            stop_if_interrupted();
            refuse(std::string("cannot be read: ") + std::strerror(errno));
        }
        if (error == Z_BUF_ERROR) refuse("the gzip stream ends in the middle");
        if (count < 0 || error != Z_OK) {
            std::string why = message;
            if (why.starts_with("<fd:")) why.erase(0, why.find(": ") + 2);
            refuse("the gzip stream is damaged: " + why);
        }
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

std::uint64_t TextInput::position_bytes() const
{
    const auto offset = gzoffset(stream_->file);
    return offset < 0 ? 0 : static_cast<std::uint64_t>(offset);
}

void TextInput::refuse(const std::string& message) const { throw InputError({{{name_, 0, 0}, "", message}}); }

}  // namespace deltasim::os
