// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

// A long text read in blocks: a file, a named pipe or standard input, plain or gzip; which of the two, its first bytes
// say.

namespace deltasim::os
{

class TextInput
{
public:
    /// `path`: a file, or `-` for standard input. Throws InputError where it cannot be opened.
    explicit TextInput(const std::string& path);
    ~TextInput();
    TextInput(const TextInput&) = delete;
    TextInput& operator=(const TextInput&) = delete;

    /// Reads `bytes` bytes, fewer only at the end of the text. Returns how many. Throws InputError for a gzip stream
    /// that is damaged, cut short or followed by something else and for a file that cannot be read, and Interrupted.
    std::size_t read(char* to, std::size_t bytes);

    /// How diagnostics call it: the path, or `<stdin>`.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// Bytes of the file as it lies there, compressed or not; 0 where that is not known.
    [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }
    /// Of those, the bytes that have been read; only where the size is known.
    [[nodiscard]] std::uint64_t position_bytes() const;

private:
    struct Stream;

    std::size_t read_file(void* to, std::size_t bytes);
    void fill(std::size_t bytes);
    [[nodiscard]] bool at_member();
    std::size_t read_plain(char* to, std::size_t bytes);
    std::size_t read_compressed(char* to, std::size_t bytes);
    [[noreturn]] void refuse(const std::string& message) const;

    std::string name_;
    std::uint64_t size_bytes_ = 0;
    std::unique_ptr<Stream> stream_;
};

}  // namespace deltasim::os
