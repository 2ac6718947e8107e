// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "os/interruption.hpp"
#include "os/unfinished_file.hpp"
#include "rooms.hpp"

namespace deltasim::test::unfinished_file_test
{

namespace
{

class SomeFiles
{
public:
    explicit SomeFiles(int count)
    {
        const std::string base =
            (std::filesystem::temp_directory_path() / ("deltasim-" + std::to_string(getpid()) + "-")).string();
        for (int i = 0; i < count; ++i) {
            names.push_back(base + std::to_string(i));
            std::ofstream(names.back()) << "half";
        }
    }
    ~SomeFiles()
    {
        for (const std::string& name : names) std::filesystem::remove(name);
    }
    SomeFiles(const SomeFiles&) = delete;
    SomeFiles& operator=(const SomeFiles&) = delete;

    std::vector<std::string> names;
};

}  // namespace

TEST_CASE("files that are half written are removed, finished ones and those of the parent are not")
{
    const SomeFiles files(3);
    const auto first = std::make_unique<UnfinishedFile>(files.names[0]);
    auto second = std::make_unique<UnfinishedFile>(files.names[1]);
    const UnfinishedFile third(files.names[2]);
    if (fork() == 0) {
        remove_unfinished_files();
        _exit(0);
    }
    wait(nullptr);
    for (const std::string& name : files.names) CHECK(std::filesystem::exists(name));
    second.reset();
    remove_unfinished_files();
    CHECK_FALSE(std::filesystem::exists(files.names[0]));
    CHECK(std::filesystem::exists(files.names[1]));
    CHECK_FALSE(std::filesystem::exists(files.names[2]));
}

TEST_CASE("more half-written files than are noted do no harm")
{
    const SomeFiles files(40);
    std::vector<std::unique_ptr<UnfinishedFile>> unfinished;
    for (const std::string& name : files.names) unfinished.push_back(std::make_unique<UnfinishedFile>(name));
    remove_unfinished_files();
    CHECK_FALSE(std::filesystem::exists(files.names[0]));
    CHECK(std::filesystem::exists(files.names[39]));
    unfinished.clear();
    const UnfinishedFile again(files.names[39]);
    remove_unfinished_files();
    CHECK_FALSE(std::filesystem::exists(files.names[39]));
}

TEST_CASE("what never looks whether it is interrupted is ended a second later, without its half-written files")
{
    const SomeFiles files(1);
    const pid_t child = fork();
    if (child == 0) {
        catch_interruptions();
        const UnfinishedFile unfinished(files.names[0]);
        std::raise(SIGTERM);
        for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    }
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == interrupted_code);
    CHECK_FALSE(std::filesystem::exists(files.names[0]));
}

}  // namespace deltasim::test::unfinished_file_test
