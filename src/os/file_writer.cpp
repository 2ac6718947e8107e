// SPDX-License-Identifier: MIT
#include "os/file_writer.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <system_error>

#include "os/input_files.hpp"
#include "os/interruption.hpp"
#include "os/output_folder.hpp"
#include "os/unfinished_file.hpp"

namespace deltasim::os
{

/// A file that zlib writes, or stdout or stderr.
struct FileWriter::Stream {
    gzFile file = nullptr;
    std::FILE* standard = nullptr;
    std::optional<UnfinishedFile> unfinished;
};

FileWriter::FileWriter(const std::filesystem::path& file, WriteErrors errors)
    : file_(file), written_(file), errors_(errors), stream_(std::make_unique<Stream>())
{
    refuse_input(file);
    pending_.reserve(2 * block_bytes);
    stream_->standard = standard_stream(file);
    if (stream_->standard != nullptr) return;
    if (!is_special(file)) {
        file_ = followed(file);
        written_ = temporary_for(file_);
        stream_->unfinished.emplace(written_);
    }
    errno = 0;
    // T tells zlib to write the text without compression.
    stream_->file = gzopen(written_.c_str(), file.extension() == ".gz" ? "wb6" : "wbT");
    if (stream_->file == nullptr) fail(errno != 0 ? std::strerror(errno) : "out of memory");
    gzbuffer(stream_->file, block_bytes);
}

FileWriter::~FileWriter() { discard(); }

/// Leaves nothing of the text, and gives its room back.
void FileWriter::discard()
{
    if (stream_->file == nullptr) return;
    gzclose(stream_->file);
    stream_->file = nullptr;
    std::error_code ignored;  // the reason is told already, or a destructor cannot report it
    if (written_ != file_) std::filesystem::remove(written_, ignored);
}

void FileWriter::send()
{
    stop_if_interrupted();
    if (!failure_.empty()) pending_.clear();
    if (pending_.empty()) return;
    errno = 0;
    const bool sent = stream_->standard != nullptr
                          ? std::fwrite(pending_.data(), 1, pending_.size(), stream_->standard) == pending_.size()
                          : gzwrite(stream_->file, pending_.data(), static_cast<unsigned>(pending_.size())) > 0;
    if (!sent) {
        failure_ = std::strerror(errno);
        discard();
        if (errors_ == WriteErrors::at_once) fail(failure_);
    }
    pending_.clear();
}

void FileWriter::close()
{
    send();
    if (!failure_.empty()) fail(failure_);
    errno = 0;
    if (stream_->standard != nullptr) {
        if (std::fflush(stream_->standard) != 0) fail(std::strerror(errno));
        return;
    }
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

void FileWriter::fail(const std::string& why) const
{
    throw OutputError(fmt::format("{}: cannot be written: {}", file_.string(), why));
}

}  // namespace deltasim::os
