// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

// A long text written piece by piece into a file that is there whole or not at all.

namespace deltasim::os
{

class FileWriter
{
public:
    /// The text is compressed where the name ends in `.gz`. It goes to a temporary file beside `file`, or, where that
    /// is a device, a pipe or stdout under a name of its own, straight to it. Throws OutputError, as does all else, and
    /// Interrupted; and InputError where the file has been read as an input.
    explicit FileWriter(const std::filesystem::path& file);
    /// Unless close() was called, nothing of the text is left.
    ~FileWriter();
    FileWriter(const FileWriter&) = delete;
    FileWriter& operator=(const FileWriter&) = delete;

    void write(std::string_view text)
    {
        pending_ += text;
        if (pending_.size() >= block_bytes) send();
    }
    /// Puts the file in its place.
    void close();

private:
    struct Stream;
    static constexpr std::size_t block_bytes = 1U << 17U;

    void send();
    [[noreturn]] void fail(const std::string& why);

    std::filesystem::path file_;
    std::filesystem::path written_;  ///< the temporary file, or the device
    std::string pending_;
    std::unique_ptr<Stream> stream_;
};

}  // namespace deltasim::os
