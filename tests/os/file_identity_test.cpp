// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "os/file_identity.hpp"
#include "rooms.hpp"

namespace deltasim::test::file_identity_test
{

namespace
{

class EmptyFolder
{
public:
    EmptyFolder()
        : path(std::filesystem::canonical(std::filesystem::temp_directory_path()) /
               ("deltasim-identity-" + std::to_string(getpid())))
    {
        std::filesystem::create_directory(path);
    }
    ~EmptyFolder() { std::filesystem::remove_all(path); }
    EmptyFolder(const EmptyFolder&) = delete;
    EmptyFolder& operator=(const EmptyFolder&) = delete;

    std::filesystem::path path;
};

}  // namespace

TEST_CASE("a file keeps its identity under another name, and one that is put in its place has another")
{
    const EmptyFolder folder;
    const std::filesystem::path file = folder.path / "a";
    CHECK(identity_of(file) == FileIdentity{});
    std::ofstream(file) << "one";
    const FileIdentity one = identity_of(file);
    CHECK_FALSE(one == FileIdentity{});
    std::ofstream(file) << "another text";
    CHECK(identity_of(file) == one);
    std::filesystem::create_symlink("a", folder.path / "link");
    CHECK(identity_of(folder.path / "link") == one);
    std::filesystem::rename(file, folder.path / "b");
    CHECK(identity_of(folder.path / "b") == one);
    CHECK(identity_of(folder.path / "link") == FileIdentity{});
    std::ofstream(file) << "one";
    CHECK_FALSE(identity_of(file) == one);
}

TEST_CASE("links are followed to files that are there and to those still to be made")
{
    const EmptyFolder folder;
    std::filesystem::create_directories(folder.path / "x/y");
    std::filesystem::create_directory_symlink("x/y", folder.path / "short");
    std::filesystem::create_symlink("short/../z/file", folder.path / "first");
    std::filesystem::create_symlink(folder.path / "first", folder.path / "second");
    for (const bool is_there : {false, true}) {
        if (is_there) {
            std::filesystem::create_directory(folder.path / "x/z");
            std::ofstream(folder.path / "x/z/file") << "";
        }
        CHECK(real_path(folder.path / "second") == folder.path / "x/z/file");
        CHECK(real_path(folder.path / "short/new") == folder.path / "x/y/new");
    }
    CHECK(real_path("none/at/all").is_absolute());
}

TEST_CASE("links in a circle lead to nothing, and that takes no time")
{
    const EmptyFolder folder;
    std::filesystem::create_symlink("b", folder.path / "a");
    std::filesystem::create_symlink("a", folder.path / "b");
    CHECK(real_path(folder.path / "a") == folder.path / "a");
}

}  // namespace deltasim::test::file_identity_test
