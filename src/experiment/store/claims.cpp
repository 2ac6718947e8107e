// SPDX-License-Identifier: MIT
#include "experiment/store/claims.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "experiment/store/database.hpp"

namespace deltasim::experiment
{

namespace
{

/// The byte of the file that stands for a simulation: 62 bits of its hash.
struct flock byte_of(const std::string& hash, short type)
{
    struct flock lock = {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(std::stoull(hash.substr(0, 16), nullptr, 16) >> 2U);
    lock.l_len = 1;
    return lock;
}

}  // namespace

Claims::Claims(const std::filesystem::path& file) : file_(file)
{
    descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0)
        throw StoreError(fmt::format("{}: cannot be written: {}", file.string(), std::strerror(errno)));
}

Claims::~Claims() { close(descriptor_); }

bool Claims::claim(const std::string& hash)
{
    // The lock belongs to the process: its children inherit the descriptor, but not the lock.
    struct flock lock = byte_of(hash, F_WRLCK);
    if (fcntl(descriptor_, F_SETLK, &lock) == 0) return true;
    if (errno == EACCES || errno == EAGAIN) return false;
    throw StoreError(fmt::format("{}: cannot be locked: {}", file_.string(), std::strerror(errno)));
}

pid_t Claims::holder(const std::string& hash) const
{
    struct flock lock = byte_of(hash, F_WRLCK);
    const bool is_held = fcntl(descriptor_, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    return is_held && lock.l_pid > 0 ? lock.l_pid : 0;
}

void Claims::release(const std::string& hash)
{
    struct flock lock = byte_of(hash, F_UNLCK);
    fcntl(descriptor_, F_SETLK, &lock);
}

}  // namespace deltasim::experiment
