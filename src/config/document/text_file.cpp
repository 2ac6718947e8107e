// SPDX-License-Identifier: MIT
#include "config/document/text_file.hpp"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace deltasim::config
{

namespace
{

constexpr std::size_t largest_file_bytes = 1U << 20U;

/// Bytes of the UTF-8 sequence that starts at `at`, 0 if it is none (overlong, surrogate, cut off).
std::size_t sequence_length(const std::string& text, std::size_t at)
{
    const auto byte = [&](std::size_t i) -> unsigned {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool overlong = lead == 0xF0 && byte(1) < 0x90;
        const bool beyond = lead == 0xF4 && byte(1) >= 0x90;
        return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

bool is_forbidden_control(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

std::optional<std::string> unreadable(const std::filesystem::path& file)
{
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found) return "no such file";
    if (error) return "cannot be read: " + error.message();
    if (std::filesystem::is_directory(status)) return "is a directory, expected a YAML file";
    return std::nullopt;
}

std::optional<std::string> read_text_file(const std::filesystem::path& file, Diagnostics& diagnostics)
{
    const SourceLocation whole{file.string(), 0, 0};
    if (const auto problem = unreadable(file)) {
        diagnostics.add(whole, "", *problem);
        return std::nullopt;
    }
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        diagnostics.add(whole, "", std::string("cannot be read: ") + std::strerror(errno));
        return std::nullopt;
    }
    std::string text(largest_file_bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > largest_file_bytes) {
        diagnostics.add(whole, "", "is larger than 1 MiB, expected a YAML file of configuration");
        return std::nullopt;
    }
    return text;
}

bool is_plain_text(const std::string& text, const std::string& file, bool has_lines, Diagnostics& diagnostics)
{
    int line = 1;
    int column = 1;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text, at);
        if (length == 0 || is_forbidden_control(text[at])) {
            const auto byte = static_cast<unsigned>(static_cast<unsigned char>(text[at]));
            diagnostics.add({file, has_lines ? line : 0, has_lines ? column : 0}, "",
                            fmt::format("expected UTF-8 text, found byte 0x{:02x}", byte));
            return false;
        }
        const bool line_ends = text[at] == '\n';
        line += line_ends ? 1 : 0;
        column = line_ends ? 1 : column + 1;
        at += length;
    }
    return true;
}

}  // namespace deltasim::config
