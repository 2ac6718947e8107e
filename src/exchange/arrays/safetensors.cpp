// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/checked.hpp"
#include "core/plain_text.hpp"
#include "exchange/arrays/array_file.hpp"
#include "os/binary_file.hpp"

// The safetensors format: 8 bytes with the length of the header, the header in JSON, and the elements. The header gives
// type, shape and place of each tensor.

namespace deltasim::exchange
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr std::size_t length_bytes = 8;
constexpr const char* metadata_key = "__metadata__";

Json header_of(std::string_view bytes, const std::string& origin)
{
    std::uint64_t length = 0;
    if (bytes.size() >= length_bytes) std::memcpy(&length, bytes.data(), length_bytes);
    if (bytes.size() < length_bytes + 2 || length > bytes.size() - length_bytes || bytes[length_bytes] != '{') {
        os::refuse_file(origin, "expected a file of arrays: .npy, .npz or .safetensors");
    }
    const std::string_view text = bytes.substr(length_bytes, length);
    Json header = Json::parse(text.begin(), text.end(), nullptr, false);
    if (!header.is_object()) os::refuse_file(origin, "expected a JSON object as the header of the safetensors file");
    return header;
}

/// Reads a list of numbers, each at least 0; nothing for any other value.
std::optional<std::vector<std::uint64_t>> sizes_of(const Json& entry, const char* key)
{
    const auto found = entry.find(key);
    if (found == entry.end() || !found->is_array()) return std::nullopt;
    std::vector<std::uint64_t> sizes;
    for (const Json& size : *found) {
        if (!size.is_number_unsigned()) return std::nullopt;
        sizes.push_back(size.get<std::uint64_t>());
    }
    return sizes;
}

Array array_at(const std::string& name, const Json& entry, std::string_view data, const std::string& origin)
{
    const auto refuse = [&](const std::string& message) {
        os::refuse_file(origin, fmt::format("{}: {}", plain_text(name), message));
    };
    if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string()) refuse("expected a dtype");
    const std::string dtype = entry["dtype"].get<std::string>();
    const std::optional<ElementType> type = element_type_named(dtype);
    if (!type) refuse(fmt::format("expected floating-point or whole numbers, found {}", plain_text(dtype)));
    const auto shape = sizes_of(entry, "shape");
    const auto offsets = sizes_of(entry, "data_offsets");
    if (!shape || !offsets || offsets->size() != 2) refuse("expected a shape and two data_offsets");
    const std::uint64_t begin = (*offsets)[0];
    const std::uint64_t end = (*offsets)[1];
    Array array{name, *type, *shape, {}};
    try {
        if (begin > end || end - begin != bytes_of(*shape, *type)) {
            refuse(fmt::format("expected data_offsets around {} bytes of {} elements {}, found {} to {}",
                               bytes_of(*shape, *type), array.shape_text(), dtype, begin, end));
        }
    } catch (const OverflowError&) {
        refuse(fmt::format("{} elements do not fit 64 bits of bytes", array.shape_text()));
    }
    if (end > data.size()) {
        refuse(
            fmt::format("its data ends at byte {}, those of the file at {}: the file is cut short", end, data.size()));
    }
    array.bytes = data.substr(begin, end - begin);
    return array;
}

}  // namespace

std::vector<Array> safetensors_arrays(std::string_view bytes, const std::string& origin)
{
    const Json header = header_of(bytes, origin);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), length_bytes);
    const std::string_view data = bytes.substr(length_bytes + length);
    std::vector<Array> arrays;
    for (const auto& [name, entry] : header.items()) {
        if (name != metadata_key) arrays.push_back(array_at(name, entry, data, origin));
    }
    return arrays;
}

std::string safetensors_text(const std::vector<Array>& arrays)
{
    Json header = Json::object();
    std::uint64_t place = 0;
    for (const Array& array : arrays) {
        header[array.name] = {{"dtype", name_of(array.type)},
                              {"shape", array.shape},
                              {"data_offsets", {place, place + array.bytes.size()}}};
        place += array.bytes.size();
    }
    std::string text = header.dump();
    text.resize(round_up(text.size(), length_bytes), ' ');  // pads the header, so that elements are aligned
    const std::uint64_t length = text.size();
    std::string bytes(length_bytes, '\0');
    std::memcpy(bytes.data(), &length, length_bytes);
    bytes += text;
    for (const Array& array : arrays) bytes += array.bytes;
    return bytes;
}

}  // namespace deltasim::exchange
