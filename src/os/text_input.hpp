// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

// Reads a long text in blocks from a file, a named pipe or standard input. The text is plain or gzip; its first bytes
// decide.

namespace deltasim::os
{

class TextInput
{
public:
    /// `path`: a file, or `-` for standard input. Throws InputError if it cannot be opened.
    explicit TextInput(const std::string& path);
    ~TextInput();
    TextInput(const TextInput&) = delete;
    TextInput& operator=(const TextInput&) = delete;

    /// Reads `bytes` bytes, or fewer at the end of the text. Returns how many. Throws InputError for a file that cannot
    /// be read, and for a gzip stream that is damaged, cut short or followed by other bytes. Throws Interrupted.
    std::size_t read(char* to, std::size_t bytes);

    /// The name in diagnostics: the path, or `<stdin>`.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// The size of the file, compressed or not; 0 if it is unknown.
    [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }
    /// How many bytes of the file were read; only if its size is known.
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
