// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>

#include <sys/mount.h>

#include <filesystem>
#include <string>
#include <utility>

namespace deltasim::test
{

/// A small file system in memory, mounted at a new folder as long as this lives.
class SmallDisk
{
public:
    explicit SmallDisk(std::filesystem::path folder, const std::string& size = "200k") : folder_(std::move(folder))
    {
        std::filesystem::create_directory(folder_);
        holds_ = mount("tmpfs", folder_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
        if (!holds_) WARN("skipped: this user may not mount a small disk");
    }
    ~SmallDisk()
    {
        if (holds_) umount(folder_.c_str());
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    [[nodiscard]] bool holds() const { return holds_; }

private:
    std::filesystem::path folder_;
    bool holds_ = false;
};

}  // namespace deltasim::test
