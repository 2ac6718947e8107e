// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "core/plain_text.hpp"
#include "exchange/arrays/array_file.hpp"
#include "os/binary_file.hpp"

// A .npz is a zip archive of .npy files, stored or deflated. (PKWARE's APPNOTE, 4.3 and 4.5.3)

namespace deltasim::exchange
{

namespace
{

constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::size_t local_bytes = 30;
constexpr std::size_t central_bytes = 46;
constexpr std::size_t end_bytes = 22;
constexpr std::uint32_t in_extra = 0xFFFFFFFF;  ///< the size is in the zip64 field

struct Member {
    std::string name;
    std::uint32_t method = 0;
    std::uint32_t crc = 0;
    std::uint64_t packed = 0;
    std::uint64_t unpacked = 0;
    std::uint64_t place = 0;
};

class Archive
{
public:
    Archive(std::string_view bytes, const std::string& origin) : bytes_(bytes), origin_(origin) {}

    std::vector<Member> members() const
    {
        const std::size_t end = end_record();
        const auto count = number<std::uint16_t>(end + 10);
        std::uint64_t at = number<std::uint32_t>(end + 16);
        std::vector<Member> all;
        for (std::uint64_t i = 0; i < count; ++i) {
            if (number<std::uint32_t>(at) != central_signature) refuse("the zip archive's directory is damaged");
            Member member;
            member.method = number<std::uint16_t>(at + 10);
            member.crc = number<std::uint32_t>(at + 16);
            member.packed = number<std::uint32_t>(at + 20);
            member.unpacked = number<std::uint32_t>(at + 24);
            const auto name_bytes = number<std::uint16_t>(at + 28);
            const auto extra_bytes = number<std::uint16_t>(at + 30);
            const auto comment_bytes = number<std::uint16_t>(at + 32);
            member.place = number<std::uint32_t>(at + 42);
            member.name = part(at + central_bytes, name_bytes);
            read_zip64(part(at + central_bytes + name_bytes, extra_bytes), member);
            all.push_back(member);
            at += central_bytes + name_bytes + extra_bytes + comment_bytes;
        }
        return all;
    }

    std::string contents(const Member& member) const
    {
        if (number<std::uint32_t>(member.place) != local_signature) refuse("the zip archive's directory is damaged");
        const std::uint64_t at = member.place + local_bytes + number<std::uint16_t>(member.place + 26) +
                                 number<std::uint16_t>(member.place + 28);
        const std::string_view packed = part(at, member.packed);
        std::string text;
        if (member.method == 0 && member.packed == member.unpacked) {
            text = packed;
        } else if (member.method == Z_DEFLATED) {
            text = inflated(packed, member);
        } else {
            refuse(fmt::format("{}: expected a stored or deflated file", plain_text(member.name)));
        }
        const uLong crc = crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size());
        if (crc != member.crc) refuse(fmt::format("{}: damaged: its checksum is wrong", plain_text(member.name)));
        return text;
    }

private:
    [[noreturn]] void refuse(const std::string& message) const { os::refuse_file(origin_, message); }

    [[nodiscard]] std::string_view part(std::uint64_t at, std::uint64_t length) const
    {
        if (at > bytes_.size() || length > bytes_.size() - at) refuse("the zip archive is cut short or damaged");
        return bytes_.substr(at, length);
    }

    template <class T>
    [[nodiscard]] T number(std::uint64_t at) const
    {
        T value{};
        std::memcpy(&value, part(at, sizeof(T)).data(), sizeof(T));
        return value;
    }

    /// The end record; a comment of at most 64 KiB may follow it.
    [[nodiscard]] std::size_t end_record() const
    {
        for (std::size_t at = bytes_.size() >= end_bytes ? bytes_.size() - end_bytes + 1 : 0; at-- > 0;) {
            if (number<std::uint32_t>(at) == end_signature) return at;
            if (bytes_.size() - at > end_bytes + 0xFFFF) break;
        }
        refuse("the zip archive is cut short: it has no directory");
    }

    static void read_zip64(std::string_view extra, Member& member)
    {
        while (extra.size() >= 4) {
            std::uint16_t kind = 0;
            std::uint16_t length = 0;
            std::memcpy(&kind, extra.data(), 2);
            std::memcpy(&length, extra.data() + 2, 2);
            std::string_view field = extra.substr(4, length);
            extra.remove_prefix(std::min<std::size_t>(extra.size(), 4U + length));
            if (kind != 1) continue;
            for (std::uint64_t* size : {&member.unpacked, &member.packed, &member.place}) {
                if (*size != in_extra || field.size() < sizeof(*size)) continue;
                std::memcpy(size, field.data(), sizeof(*size));
                field.remove_prefix(sizeof(*size));
            }
        }
    }

    [[nodiscard]] std::string inflated(std::string_view packed, const Member& member) const
    {
        constexpr std::uint64_t most_inflation = 1032;  // the highest ratio that deflate reaches
        const std::string damaged = plain_text(member.name) + ": damaged: it does not inflate to the size it claims";
        if (member.unpacked / most_inflation > packed.size() + 1) refuse(damaged);
        std::string text(member.unpacked, '\0');
        z_stream stream = {};
        if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) refuse("cannot be read: out of memory");
        std::size_t taken = 0;
        std::size_t made = 0;
        int state = Z_OK;
        while (state == Z_OK) {
            constexpr std::size_t most = 1U << 30U;  // zlib counts in 32 bits
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + taken));
            stream.avail_in = static_cast<uInt>(std::min(most, packed.size() - taken));
            stream.next_out = reinterpret_cast<Bytef*>(text.data() + made);
            stream.avail_out = static_cast<uInt>(std::min(most, text.size() - made));
            const uInt in = stream.avail_in;
            const uInt out = stream.avail_out;
            state = inflate(&stream, Z_NO_FLUSH);
            taken += in - stream.avail_in;
            made += out - stream.avail_out;
        }
        inflateEnd(&stream);
        if (state != Z_STREAM_END || made != text.size()) refuse(damaged);
        return text;
    }

    std::string_view bytes_;
    const std::string& origin_;
};

}  // namespace

bool is_npz(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

std::vector<Array> npz_arrays(std::string_view bytes, const std::string& origin)
{
    const Archive archive(bytes, origin);
    std::vector<Array> arrays;
    std::set<std::string> names;
    for (const Member& member : archive.members()) {
        std::string name = member.name;
        if (name.ends_with(".npy")) name.resize(name.size() - 4);
        if (!names.insert(name).second) {
            os::refuse_file(origin, fmt::format("the array \"{}\" occurs twice", plain_text(name)));
        }
        Array array = npy_array(archive.contents(member), fmt::format("{}: {}", origin, plain_text(member.name)));
        array.name = name;
        arrays.push_back(std::move(array));
    }
    return arrays;
}

}  // namespace deltasim::exchange
