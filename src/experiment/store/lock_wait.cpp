// SPDX-License-Identifier: MIT
#include "experiment/store/lock_wait.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "core/plain_text.hpp"
#include "os/interruption.hpp"
#include "os/lock_holders.hpp"
#include "os/messages.hpp"

namespace deltasim::experiment
{

namespace
{

// Bytes that SQLite locks, from the description of its file format: in the index of the log those for writing,
// checkpoints and recovery; in the database those of processes that write without a log.
constexpr os::ByteRange index_locks{120, 122};
constexpr os::ByteRange file_locks{0x4000'0000, 0x4000'0000 + 511};

}  // namespace

LockWait::LockWait(std::filesystem::path file, std::filesystem::path real_file)
    : file_(std::move(file)), real_file_(std::move(real_file))
{
}

bool LockWait::wait(int tries, const std::vector<std::filesystem::path>& files)
{
    constexpr std::chrono::seconds until_first_word(3);
    constexpr std::chrono::seconds between_words(60);
    const Clock::time_point now = Clock::now();
    if (tries == 0) {
        start_ = now;
        last_word_ = now - between_words;
        why_no_locks_ = os::why_no_locks(real_file_.parent_path());
    }
    if (!why_no_locks_.empty() || os::is_interrupted()) return false;
    if (now - start_ >= until_first_word && now - last_word_ >= between_words) {
        last_word_ = now;
        os::say(fmt::format("deltasim: {}: waiting for {}", plain_text(file_.string()), holder_in_words(files)));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(1 + tries, 50)));
    return true;
}

std::string LockWait::holder_in_words(const std::vector<std::filesystem::path>& files) const
{
    for (const std::filesystem::path& file : files) {
        std::vector<pid_t> holders = os::lock_holders(file.string() + "-shm", index_locks);
        if (holders.empty()) holders = os::lock_holders(file, file_locks);
        if (holders.empty()) continue;
        return fmt::format("{}, at work on {}", os::process_in_words(holders.front()),
                           file == real_file_ ? "it" : plain_text(file.string()));
    }
    return "another process to be done with it";
}

}  // namespace deltasim::experiment
