// SPDX-License-Identifier: MIT
#include "os/lock_holders.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <sstream>

#include "core/plain_text.hpp"

namespace deltasim::os
{

namespace
{

struct KernelLock {
    pid_t holder = 0;
    std::uint64_t inode = 0;
    ByteRange bytes;
};

/// Parses a line of /proc/locks, such as `1: POSIX  ADVISORY  WRITE 4711 08:01:12345 120 120`; the last field is a
/// number or EOF. Nothing for other kinds of locks, and for processes that wait for a lock (`1: -> POSIX`).
std::optional<KernelLock> lock_of(const std::string& line)
{
    std::istringstream stream(line);
    const std::vector<std::string> words{std::istream_iterator<std::string>(stream), {}};
    if (words.size() != 8 || words[1] != "POSIX" || words[3] != "WRITE") return std::nullopt;
    const std::size_t colon = words[5].rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    const auto number = [](const std::string& word) { return std::strtoull(word.c_str(), nullptr, 10); };
    const std::uint64_t last = words[7] == "EOF" ? std::numeric_limits<std::uint64_t>::max() : number(words[7]);
    return KernelLock{
        static_cast<pid_t>(number(words[4])), number(words[5].substr(colon + 1)), {number(words[6]), last}};
}

std::string first_line_of(const std::string& file)
{
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

}  // namespace

std::vector<pid_t> lock_holders(const std::filesystem::path& file, const ByteRange& bytes)
{
    std::vector<pid_t> holders;
    struct stat status = {};
    if (stat(file.c_str(), &status) != 0) return holders;
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        const std::optional<KernelLock> lock = lock_of(line);
        // Devices are not compared: layered file systems report different numbers here and there.
        if (!lock || lock->inode != status.st_ino || lock->holder <= 0 || lock->holder == getpid()) continue;
        if (lock->bytes.first > bytes.last || lock->bytes.last < bytes.first) continue;
        if (std::find(holders.begin(), holders.end(), lock->holder) == holders.end()) holders.push_back(lock->holder);
    }
    return holders;
}

std::string process_in_words(pid_t process)
{
    const std::string folder = fmt::format("/proc/{}/", process);
    const std::string name = plain_text(first_line_of(folder + "comm"));  // a program can choose this name freely
    const std::string status = first_line_of(folder + "stat");
    const std::size_t name_end = status.rfind(") ");
    const bool is_stopped = name_end != std::string::npos && status.compare(name_end + 2, 1, "T") == 0;
    return fmt::format("process {}{}{}", process, name.empty() ? "" : fmt::format(" ({})", name),
                       is_stopped ? fmt::format(", which is stopped (kill -CONT {} lets it go on)", process) : "");
}

std::string why_no_locks(const std::filesystem::path& folder)
{
    // Never open the file itself: closing it would release the locks that this process holds on it.
    std::string name = (folder / ".deltasim-lock-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0) return "";
    unlink(name.c_str());
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_len = 1;
    const int error = fcntl(descriptor, F_SETLK, &lock) == 0 ? 0 : errno;
    close(descriptor);
    return error == 0 || error == EINTR ? "" : std::strerror(error);
}

}  // namespace deltasim::os
