// SPDX-License-Identifier: MIT
#include "os/file_writer.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "os/output_folder.hpp"

namespace deltasim::os
{

struct FileWriter::Stream {
    gzFile file = nullptr;
};

FileWriter::FileWriter(const std::filesystem::path& file)
    : file_(is_special(file) ? file : followed(file)), written_(is_special(file) ? file : temporary_for(file_)),
      stream_(std::make_unique<Stream>())
{
    errno = 0;
    // T is zlib's word for a text that is passed on as it is.
    stream_->file = gzopen(written_.c_str(), file.extension() == ".gz" ? "wb6" : "wbT");
    if (stream_->file == nullptr) fail(errno != 0 ? std::strerror(errno) : "out of memory");
    gzbuffer(stream_->file, block_bytes);
    pending_.reserve(2 * block_bytes);
}

FileWriter::~FileWriter()
{
    if (stream_->file == nullptr) return;
    gzclose(stream_->file);
    std::error_code ignored;  // there is nobody left to tell
    if (written_ != file_) std::filesystem::remove(written_, ignored);
}

void FileWriter::send()
{
    if (pending_.empty()) return;
    errno = 0;
    if (gzwrite(stream_->file, pending_.data(), static_cast<unsigned>(pending_.size())) <= 0)
        fail(std::strerror(errno));
    pending_.clear();
}

void FileWriter::close()
{
    send();
    errno = 0;
    const int result = gzclose(stream_->file);
    const int reason = errno;
    stream_->file = nullptr;
    std::error_code error;
    if (result == Z_OK && written_ == file_) return;
    if (result == Z_OK) std::filesystem::rename(written_, file_, error);
    if (result == Z_OK && !error) return;
    const std::string why = error ? error.message() : std::strerror(reason);
    if (written_ != file_) std::filesystem::remove(written_, error);
    fail(why);
}

void FileWriter::fail(const std::string& why)
{
    throw OutputError(fmt::format("{}: cannot be written: {}", file_.string(), why));
}

}  // namespace deltasim::os
