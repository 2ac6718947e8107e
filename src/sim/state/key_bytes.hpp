// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace deltasim::sim
{

/// The bytes of a key or of a state. Keys are compared only within one run.
class KeyBytes
{
public:
    void clear() { size_ = 0; }
    [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

    /// Appends the bytes of a number.
    template <class Number>
    void append(Number number)
    {
        std::memcpy(room(sizeof(number)), &number, sizeof(number));
        size_ += sizeof(number);
    }
    /// Appends a number in few bytes: seven bits a byte, the low bits first. The highest bit of a byte says that more
    /// follow.
    void append_packed(std::uint64_t value)
    {
        constexpr std::size_t most_bytes = 10;
        char* next = room(most_bytes);
        while (value >= 128) {
            *next++ = static_cast<char>(value | 128U);
            value >>= 7U;
        }
        *next++ = static_cast<char>(value);
        size_ = static_cast<std::size_t>(next - bytes_.get());
    }
    void set_first(char byte) { bytes_[0] = byte; }

private:
    /// The end of the bytes, with room for more.
    char* room(std::size_t more)
    {
        if (capacity_ - size_ < more) grow();
        return bytes_.get() + size_;
    }
    [[gnu::noinline]] void grow()
    {
        capacity_ = std::max<std::size_t>(64, 2 * capacity_);
        std::unique_ptr<char[]> bytes = std::make_unique_for_overwrite<char[]>(capacity_);
        std::copy_n(bytes_.get(), size_, bytes.get());
        bytes_ = std::move(bytes);
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// The number that append_packed() wrote at `next`, which is moved behind it.
inline std::uint64_t take_packed(const char*& next)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*next++);
        value |= static_cast<std::uint64_t>(byte & 127U) << shift;
        if (byte < 128) return value;
    }
}

}  // namespace deltasim::sim
