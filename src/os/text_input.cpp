// SPDX-License-Identifier: MIT
#include "os/text_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "core/diagnostic.hpp"
#include "os/input_files.hpp"
#include "os/interruption.hpp"

namespace deltasim::os
{

/// The file, one block of it, and zlib's state for a compressed file. gzread() is not used, since it ignores whatever
/// follows the last member of a gzip file.
struct TextInput::Stream {
    enum class Kind { unknown, plain, gzip };

    explicit Stream(int opened) : descriptor(opened), block(block_bytes) {}
    ~Stream()
    {
        if (kind == Kind::gzip) inflateEnd(&zlib);
        ::close(descriptor);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    static constexpr std::size_t block_bytes = std::size_t{1} << 17U;

    int descriptor;
    std::vector<unsigned char> block;
    std::size_t next = 0;  ///< the first byte of the block that was not used
    std::size_t end = 0;
    bool ended = false;  ///< there is nothing after the block
    std::uint64_t taken_bytes = 0;
    Kind kind = Kind::unknown;
    bool within_member = false;  ///< inside a member of the gzip file
    z_stream zlib{};
};

TextInput::TextInput(const std::string& path) : name_(path == "-" ? "<stdin>" : path)
{
    const int descriptor = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        stop_if_interrupted();
        refuse(errno == ENOENT ? "no such file" : std::string("cannot be read: ") + std::strerror(errno));
    }
    stream_ = std::make_unique<Stream>(descriptor);
    struct stat status = {};
    const bool known = fstat(descriptor, &status) == 0;
    if (known && S_ISDIR(status.st_mode)) refuse("is a directory, expected a file");
    if (known && S_ISREG(status.st_mode)) size_bytes_ = static_cast<std::uint64_t>(status.st_size);
    note_input(descriptor);
}

TextInput::~TextInput() = default;

/// Returns how many bytes were read, 0 at the end of the file.
std::size_t TextInput::read_file(void* to, std::size_t bytes)
{
    for (;;) {
        const ssize_t count = ::read(stream_->descriptor, to, bytes);
        if (count >= 0) {
            stream_->taken_bytes += static_cast<std::uint64_t>(count);
            return static_cast<std::size_t>(count);
        }
        const int reason = errno;
        stop_if_interrupted();
        if (reason != EINTR) refuse(std::string("cannot be read: ") + std::strerror(reason));
    }
}

/// Reads until the block holds at least `bytes` bytes, or until the end of the file.
void TextInput::fill(std::size_t bytes)
{
    Stream& stream = *stream_;
    while (stream.end - stream.next < bytes && !stream.ended) {
        std::memmove(stream.block.data(), stream.block.data() + stream.next, stream.end - stream.next);
        stream.end -= std::exchange(stream.next, 0);
        const std::size_t count = read_file(stream.block.data() + stream.end, stream.block.size() - stream.end);
        stream.ended = count == 0;
        stream.end += count;
    }
}

/// True if a gzip member begins at the present position.
bool TextInput::at_member()
{
    constexpr std::array<unsigned char, 2> magic{0x1f, 0x8b};
    fill(magic.size());
    const Stream& stream = *stream_;
    return stream.end - stream.next >= magic.size() &&
           std::equal(magic.begin(), magic.end(), stream.block.data() + stream.next);
}

std::size_t TextInput::read(char* to, std::size_t bytes)
{
    if (stream_->kind == Stream::Kind::unknown) {
        const bool compressed = at_member();
        constexpr int gzip_only = 15 + 16;
        if (compressed && inflateInit2(&stream_->zlib, gzip_only) != Z_OK) refuse("cannot be read: out of memory");
        stream_->kind = compressed ? Stream::Kind::gzip : Stream::Kind::plain;
        stream_->within_member = compressed;
    }
    return stream_->kind == Stream::Kind::gzip ? read_compressed(to, bytes) : read_plain(to, bytes);
}

std::size_t TextInput::read_plain(char* to, std::size_t bytes)
{
    Stream& stream = *stream_;
    std::size_t done = std::min(bytes, stream.end - stream.next);
    std::memcpy(to, stream.block.data() + stream.next, done);
    stream.next += done;
    while (done < bytes && !stream.ended) {
        const std::size_t count = read_file(to + done, bytes - done);
        stream.ended = count == 0;
        done += count;
    }
    return done;
}

std::size_t TextInput::read_compressed(char* to, std::size_t bytes)
{
    constexpr std::size_t most_at_once = 1U << 30U;
    Stream& stream = *stream_;
    std::size_t done = 0;
    while (done < bytes) {
        fill(1);
        if (!stream.within_member) {
            if (stream.next == stream.end) break;
            if (!at_member()) refuse("the bytes after the gzip stream are not a gzip stream");
            inflateReset(&stream.zlib);
            stream.within_member = true;
        }
        const std::size_t room = std::min(bytes - done, most_at_once);
        stream.zlib.next_in = stream.block.data() + stream.next;
        stream.zlib.avail_in = static_cast<unsigned>(stream.end - stream.next);
        stream.zlib.next_out = reinterpret_cast<unsigned char*>(to + done);
        stream.zlib.avail_out = static_cast<unsigned>(room);
        const int result = inflate(&stream.zlib, Z_NO_FLUSH);
        stream.next = stream.end - stream.zlib.avail_in;
        done += room - stream.zlib.avail_out;
        if (result == Z_STREAM_END) {
            stream.within_member = false;
        } else if (result == Z_BUF_ERROR) {
            refuse("the gzip stream ends in the middle");
        } else if (result != Z_OK) {
            const char* const why = stream.zlib.msg;
            refuse(std::string("the gzip stream is damaged: ") + (why != nullptr ? why : "not understood"));
        }
    }
    return done;
}

std::uint64_t TextInput::position_bytes() const { return stream_->taken_bytes; }

void TextInput::refuse(const std::string& message) const { throw InputError({{{name_, 0, 0}, "", message}}); }

}  // namespace deltasim::os
