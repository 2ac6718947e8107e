// SPDX-License-Identifier: MIT
#include "config/document/text_file.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "core/plain_text.hpp"
#include "os/input_files.hpp"
#include "os/interruption.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::size_t largest_file_bytes = 1U << 20U;

/// Tab and line ends are allowed; all other characters that control a terminal are not.
bool is_forbidden_control(const CodePoint& point)
{
    constexpr std::uint32_t del = 0x7f;
    constexpr std::uint32_t last_control = 0x9f;
    const std::uint32_t value = point.value;
    if (value == '\t' || value == '\n' || value == '\r') return false;
    return value < ' ' || (value >= del && value <= last_control);
}

/// The byte order mark of another encoding with which the text begins, as some editors write it; else nothing.
std::optional<std::string> byte_order_mark(const std::string& text)
{
    if (text.starts_with("\xff\xfe")) return "expected UTF-8 text, found the byte order mark ff fe of UTF-16";
    if (text.starts_with("\xfe\xff")) return "expected UTF-8 text, found the byte order mark fe ff of UTF-16";
    return std::nullopt;
}

/// A pipe gives its bytes only once, but a command may read a file several times: the text of a pipe is kept.
std::map<std::filesystem::path, std::string>& texts_of_pipes()
{
    static std::map<std::filesystem::path, std::string> texts;
    return texts;
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
    const auto kept = texts_of_pipes().find(file);
    if (kept != texts_of_pipes().end()) return kept->second;
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        const int reason = errno;
        os::stop_if_interrupted();
        errno = reason;
        diagnostics.add(whole, "", std::string("cannot be read: ") + std::strerror(errno));
        return std::nullopt;
    }
    os::note_input(file);
    std::string text(largest_file_bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    os::stop_if_interrupted();  // the read may have waited for a pipe
    // Some editors begin UTF-8 with a byte order mark, which is no part of the text.
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    if (text.size() > largest_file_bytes) {
        diagnostics.add(whole, "", "is larger than 1 MiB, expected a YAML file of configuration");
        return std::nullopt;
    }
    if (!std::filesystem::is_regular_file(file)) texts_of_pipes().emplace(file, text);
    return text;
}

bool is_plain_text(const std::string& text, const std::string& file, bool has_lines, Diagnostics& diagnostics)
{
    if (const auto mark = byte_order_mark(text)) {
        diagnostics.add({file, has_lines ? 1 : 0, has_lines ? 1 : 0}, "", *mark + "; save the file as UTF-8");
        return false;
    }
    int line = 1;
    int column = 1;
    for (std::string_view rest = text; !rest.empty();) {
        const CodePoint point = first_code_point(rest);
        if (!point.valid || is_forbidden_control(point)) {
            const std::string what = !point.valid || point.bytes == 1
                                         ? fmt::format("byte 0x{:02x}", point.value)
                                         : fmt::format("the control U+{:04X}", point.value);
            diagnostics.add({file, has_lines ? line : 0, has_lines ? column : 0}, "",
                            "expected UTF-8 text, found " + what);
            return false;
        }
        const bool line_ends = point.value == '\n';
        line += line_ends ? 1 : 0;
        column = line_ends ? 1 : column + 1;
        rest.remove_prefix(point.bytes);
    }
    return true;
}

}  // namespace deltasim::config
