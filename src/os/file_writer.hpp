// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

// Writes a long text piece by piece into a file, which then exists as a whole or not at all.

namespace deltasim::os
{

class FileWriter
{
public:
    /// Compresses the text if the name ends in `.gz`. Writes it to a temporary file beside `file`, or directly if
    /// `file` is a device, a pipe or a name of stdout. Throws OutputError, as all members do, and Interrupted; throws
    /// InputError if the file was read as an input.
    explicit FileWriter(const std::filesystem::path& file);
    /// Removes the text, unless close() was called.
    ~FileWriter();
    FileWriter(const FileWriter&) = delete;
    FileWriter& operator=(const FileWriter&) = delete;

    void write(std::string_view text)
    {
        pending_ += text;
        if (pending_.size() >= block_bytes) send();
    }
    /// Moves the complete file to its place.
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
