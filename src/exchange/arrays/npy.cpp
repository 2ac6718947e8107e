// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "core/checked.hpp"
#include "core/plain_text.hpp"
#include "exchange/arrays/array_file.hpp"
#include "os/binary_file.hpp"

// NumPy's format, versions 1 to 3: a magic word, the length of the header, the header (a Python dictionary), and the
// elements. (numpy.lib.format)

namespace deltasim::exchange
{

namespace
{

constexpr std::string_view magic = "\x93NUMPY";

/// The fields of the header.
struct Header {
    std::optional<std::string> descr;
    std::optional<bool> fortran_order;
    std::optional<std::vector<std::uint64_t>> shape;
};

/// Parses the dictionary without evaluating it as Python.
class HeaderReader
{
public:
    HeaderReader(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {}

    Header read()
    {
        Header header;
        expect('{');
        while (!take('}')) {
            const std::string key = quoted();
            expect(':');
            if (key == "descr") {
                if (next() == '[') refuse("expected elements of one type, found records");
                header.descr = quoted();
            } else if (key == "fortran_order") {
                header.fortran_order = boolean();
            } else if (key == "shape") {
                header.shape = tuple();
            } else {
                refuse(fmt::format("unknown key \"{}\" in the header", plain_text(key)));
            }
            if (!take(',')) {
                expect('}');
                break;
            }
        }
        return header;
    }

private:
    [[noreturn]] void refuse(const std::string& message) const { os::refuse_file(origin_, message); }

    char next()
    {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(char symbol)
    {
        if (next() != symbol) return false;
        ++at_;
        return true;
    }
    void expect(char symbol)
    {
        if (!take(symbol)) refuse(fmt::format("expected \"{}\" at byte {} of the header", symbol, at_));
    }
    std::string quoted()
    {
        const char quote = next();
        if (quote != '\'' && quote != '"') refuse(fmt::format("expected a text at byte {} of the header", at_));
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) refuse("a text in the header does not end");
        const std::string text(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return text;
    }
    bool boolean()
    {
        next();
        for (const bool value : {true, false}) {
            const std::string_view word = value ? "True" : "False";
            if (text_.substr(at_).starts_with(word)) {
                at_ += word.size();
                return value;
            }
        }
        refuse("expected True or False for fortran_order");
    }
    std::vector<std::uint64_t> tuple()
    {
        std::vector<std::uint64_t> sizes;
        expect('(');
        while (!take(')')) {
            next();
            std::uint64_t size = 0;
            const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), size);
            if (error != std::errc{}) refuse(fmt::format("expected a size at byte {} of the header", at_));
            at_ = static_cast<std::size_t>(end - text_.data());
            sizes.push_back(size);
            if (!take(',')) {
                expect(')');
                break;
            }
        }
        return sizes;
    }

    std::string_view text_;
    const std::string& origin_;
    std::size_t at_ = 0;
};

/// The type that a text such as `<f4` names, and whether the bytes are in reverse order.
std::pair<ElementType, bool> element_type(const std::string& descr, const std::string& origin)
{
    constexpr std::string_view codes[]{"f2", "", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"};
    const std::string_view code = descr.empty() ? std::string_view() : std::string_view(descr).substr(1);
    const auto* found = std::find(std::begin(codes), std::end(codes), code);
    if (code.empty() || found == std::end(codes) || std::string_view("<>|=").find(descr[0]) == std::string_view::npos) {
        os::refuse_file(origin,
                        fmt::format("expected floating-point or whole numbers, such as \"<f4\" or \"|u1\", found {}",
                                    descr.ends_with('O') ? "pickled Python objects, which are not read"
                                                         : fmt::format("\"{}\"", plain_text(descr))));
    }
    return {static_cast<ElementType>(found - std::begin(codes)), descr[0] == '>'};
}

void reverse_elements(std::string& bytes, std::size_t size)
{
    for (std::size_t at = 0; at + size <= bytes.size(); at += size) {
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                     bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
    }
}

/// Reorders elements from column-major to row-major order.
void order_by_rows(Array& array)
{
    const std::uint64_t count = array.elements();
    const std::size_t size = bytes_of(array.type);
    std::string ordered(array.bytes.size(), '\0');
    std::vector<std::uint64_t> index(array.shape.size(), 0);
    for (std::uint64_t row_major = 0; row_major < count; ++row_major) {
        std::uint64_t from = 0;
        for (std::size_t d = index.size(); d-- > 0;) from = from * array.shape[d] + index[d];
        std::memcpy(&ordered[row_major * size], &array.bytes[from * size], size);
        for (std::size_t d = index.size(); d-- > 0 && ++index[d] == array.shape[d];) index[d] = 0;
    }
    array.bytes = std::move(ordered);
}

/// The text of the header; sets `at` to the place of the first element.
std::string_view header_text(std::string_view bytes, std::size_t& at, const std::string& origin)
{
    constexpr std::size_t version_place = magic.size();
    if (bytes.size() < version_place + 4) os::refuse_file(origin, "the file is cut short within its header");
    const auto major = static_cast<unsigned char>(bytes[version_place]);
    if (major < 1 || major > 3) {
        os::refuse_file(origin, fmt::format("expected version 1, 2 or 3 of the npy format, found {}", major));
    }
    const std::size_t length_bytes = major == 1 ? 2 : 4;
    at = version_place + 2 + length_bytes;
    if (bytes.size() < at) os::refuse_file(origin, "the file is cut short within its header");
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data() + version_place + 2, length_bytes);
    if (bytes.size() - at < length) os::refuse_file(origin, "the file is cut short within its header");
    const std::string_view text = bytes.substr(at, length);
    at += length;
    return text;
}

}  // namespace

bool is_npy(std::string_view bytes) { return bytes.starts_with(magic); }

Array npy_array(std::string_view bytes, const std::string& origin)
{
    if (!is_npy(bytes)) os::refuse_file(origin, "expected a file of NumPy's npy format, which begins with \\x93NUMPY");
    std::size_t at = 0;
    const Header header = HeaderReader(header_text(bytes, at, origin), origin).read();
    if (!header.descr || !header.fortran_order || !header.shape) {
        os::refuse_file(origin, "expected the keys descr, fortran_order and shape in the header");
    }
    const auto [type, reversed] = element_type(*header.descr, origin);
    Array array{"", type, *header.shape, {}};
    std::uint64_t expected = 0;
    try {
        expected = bytes_of(array.shape, type);
    } catch (const OverflowError&) {
        os::refuse_file(origin, fmt::format("{} elements do not fit 64 bits of bytes", array.shape_text()));
    }
    if (bytes.size() - at != expected) {
        os::refuse_file(origin, fmt::format("expected {} bytes of {} elements {}, found {}{}", expected,
                                            array.shape_text(), name_of(type), bytes.size() - at,
                                            bytes.size() - at < expected ? ": the file is cut short" : ""));
    }
    array.bytes = bytes.substr(at);
    if (reversed) reverse_elements(array.bytes, bytes_of(type));
    if (*header.fortran_order && array.shape.size() > 1 && expected > 0) order_by_rows(array);
    return array;
}

}  // namespace deltasim::exchange
