// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "os/lock_holders.hpp"
#include "rooms.hpp"

namespace deltasim::test::lock_holders_test
{

namespace
{

/// A child process that has locked bytes of a new file.
class Locker
{
public:
    Locker(short type, off_t first, off_t count)
    {
        std::string name = (std::filesystem::temp_directory_path() / "deltasim-lock-XXXXXX").string();
        const int descriptor = mkstemp(name.data());
        file = name;
        std::array<int, 2> ends{};
        REQUIRE(pipe(ends.data()) == 0);
        pid = fork();
        if (pid == 0) {
            struct flock lock = {};
            lock.l_type = type;
            lock.l_start = first;
            lock.l_len = count;
            const char done = fcntl(descriptor, F_SETLK, &lock) == 0 ? 'y' : 'n';
            if (write(ends[1], &done, 1) == 1) pause();
            _exit(0);
        }
        char done = 0;
        REQUIRE(read(ends[0], &done, 1) == 1);
        REQUIRE(done == 'y');
        close(descriptor);
        close(ends[0]);
        close(ends[1]);
    }
    ~Locker()
    {
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, 0);
        std::filesystem::remove(file);
    }
    Locker(const Locker&) = delete;
    Locker& operator=(const Locker&) = delete;

    pid_t pid = 0;
    std::filesystem::path file;
};

}  // namespace

TEST_CASE("who holds a lock on some bytes is found, and on others nobody")
{
    const Locker locker(F_WRLCK, 1000, 10);
    CHECK(lock_holders(locker.file, {1000, 1000}) == std::vector<pid_t>{locker.pid});
    CHECK(lock_holders(locker.file, {1009, 5000}) == std::vector<pid_t>{locker.pid});
    CHECK(lock_holders(locker.file, {0, 1'000'000}) == std::vector<pid_t>{locker.pid});
    CHECK(lock_holders(locker.file, {0, 999}).empty());
    CHECK(lock_holders(locker.file, {1010, 5000}).empty());
    CHECK(lock_holders(locker.file.string() + "-none", {0, 5000}).empty());
}

TEST_CASE("a lock to the end of a file has every byte after its first, and one for reading keeps nobody waiting")
{
    const Locker whole(F_WRLCK, 77, 0);
    CHECK(lock_holders(whole.file, {1U << 30U, 1U << 31U}) == std::vector<pid_t>{whole.pid});
    CHECK(lock_holders(whole.file, {0, 76}).empty());
    const Locker reader(F_RDLCK, 0, 0);
    CHECK(lock_holders(reader.file, {0, 5000}).empty());
}

TEST_CASE("a process is named, and whether it is stopped")
{
    const Locker locker(F_WRLCK, 0, 1);
    CHECK_THAT(process_in_words(locker.pid),
               Catch::StartsWith("process " + std::to_string(locker.pid) + " (os_tests)"));
    kill(locker.pid, SIGSTOP);
    int status = 0;
    waitpid(locker.pid, &status, WUNTRACED);
    CHECK_THAT(process_in_words(locker.pid),
               Catch::EndsWith("which is stopped (kill -CONT " + std::to_string(locker.pid) + " lets it go on)"));
    CHECK(process_in_words(0x7FFF'FFF0) == "process 2147483632");
}

TEST_CASE("locks can be had in a folder of this machine, and nothing is left behind by trying")
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("deltasim-locks-" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    CHECK(why_no_locks(folder).empty());
    CHECK(std::filesystem::is_empty(folder));
    std::filesystem::remove(folder);
    CHECK(why_no_locks(folder).empty());  // without the folder, locks cannot be tried
}

}  // namespace deltasim::test::lock_holders_test
