// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

// Writes a long text piece by piece into a file, which then exists as a whole or not at all.

namespace deltasim::os
{

/// When it is told that a text cannot be written.
enum class WriteErrors : std::uint8_t {
    at_once,
    at_close,  ///< whoever writes goes on until then, and can show the results that the text goes with
};

class FileWriter
{
public:
    /// Compresses the text if the name ends in `.gz`. Writes it to a temporary file beside `file`, or directly if
    /// `file` is a device, a pipe or a name of stdout. Throws OutputError, as all members do, and Interrupted; throws
    /// InputError if the file was read as an input.
    explicit FileWriter(const std::filesystem::path& file, WriteErrors errors = WriteErrors::at_once);
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
    void discard();
    [[noreturn]] void fail(const std::string& why) const;

    std::filesystem::path file_;
    std::filesystem::path written_;  ///< the temporary file, or the device
    WriteErrors errors_;
    std::string pending_;
    std::string failure_;  ///< why nothing is written any more
    std::unique_ptr<Stream> stream_;
};

}  // namespace deltasim::os
