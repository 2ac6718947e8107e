// SPDX-License-Identifier: MIT
#include "os/library_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/diagnostic.hpp"
#include "os/output_folder.hpp"

namespace deltasim::os
{

LibraryFile::LibraryFile(const std::filesystem::path& file, std::string_view ending)
    : writer_(file, WriteErrors::at_close), stem_(temporary_for(followed(file)).string() + ".pipe"),
      name_(stem_ + std::string(ending))
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw OutputError(file.string() + ": no pipe: " + std::strerror(errno));
    read_end_ = ends[0];
    write_end_ = ends[1];
    unfinished_.emplace(name_);
    std::error_code error;
    std::filesystem::create_symlink(fmt::format("/proc/self/fd/{}", write_end_), name_, error);
    if (error) {
        ::close(read_end_);
        ::close(write_end_);
        throw OutputError(fmt::format("{}: cannot be written: {}", file.string(), error.message()));
    }
    reader_ = std::thread([this] { write_all(); });
}

LibraryFile::~LibraryFile() { end_pipe(); }

void LibraryFile::close()
{
    end_pipe();
    if (failure_) std::rethrow_exception(failure_);
    writer_.close();
}

void LibraryFile::end_pipe()
{
    if (!reader_.joinable()) return;
    ::close(write_end_);
    reader_.join();
    ::close(read_end_);
    std::error_code ignored;
    std::filesystem::remove(name_, ignored);
    unfinished_.reset();
}

/// Until all write ends are closed. Once something is wrong the pipe is emptied all the same: the library waits for it.
void LibraryFile::write_all()
{
    std::array<char, 1U << 16U> bytes{};
    for (;;) {
        const ssize_t count = read(read_end_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        if (failure_) continue;
        try {
            writer_.write({bytes.data(), static_cast<std::size_t>(count)});
        } catch (...) {
            failure_ = std::current_exception();
        }
    }
}

}  // namespace deltasim::os
