// SPDX-License-Identifier: MIT
#include "exchange/onnx/tensor.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>

#include "core/checked.hpp"
#include "core/plain_text.hpp"
#include "os/binary_file.hpp"

namespace deltasim::exchange
{

namespace
{

/// Reads one tensor.
class TensorReader
{
public:
    TensorReader(const onnx::TensorProto& tensor, const std::filesystem::path& model_file)
        : tensor_(tensor), model_file_(model_file)
    {
    }

    Array read()
    {
        Array array{tensor_.name(), type(), {}, {}};
        for (const std::int64_t size : tensor_.dims()) {
            if (size < 0) refuse(fmt::format("a dimension of {}", size));
            array.shape.push_back(static_cast<std::uint64_t>(size));
        }
        if (tensor_.has_segment()) refuse("split into segments, which are not read");
        try {
            expected_ = bytes_of(array.shape, array.type);
        } catch (const OverflowError&) {
            refuse(fmt::format("{} elements do not fit 64 bits of bytes", array.shape_text()));
        }
        array.bytes = bytes(array.type);
        if (array.bytes.size() != expected_) {
            refuse(fmt::format("expected {} bytes of {} elements {}, found {}", expected_, array.shape_text(),
                               name_of(array.type), array.bytes.size()));
        }
        return array;
    }

private:
    [[noreturn]] void refuse(const std::string& message) const
    {
        os::refuse_file(model_file_, fmt::format("tensor \"{}\": {}", plain_text(tensor_.name()), message));
    }

    [[nodiscard]] ElementType type() const
    {
        switch (tensor_.data_type()) {
        case onnx::TensorProto::FLOAT: return ElementType::F32;
        case onnx::TensorProto::FLOAT16: return ElementType::F16;
        case onnx::TensorProto::BFLOAT16: return ElementType::BF16;
        case onnx::TensorProto::DOUBLE: return ElementType::F64;
        case onnx::TensorProto::INT64: return ElementType::I64;
        case onnx::TensorProto::INT32: return ElementType::I32;
        case onnx::TensorProto::INT8: return ElementType::I8;
        case onnx::TensorProto::UINT8: return ElementType::U8;
        default: refuse(fmt::format("of type number {}, which is not read", tensor_.data_type()));
        }
    }

    [[nodiscard]] std::string bytes(ElementType type)
    {
        if (tensor_.data_location() == onnx::TensorProto::EXTERNAL) return external();
        if (tensor_.has_raw_data()) return tensor_.raw_data();
        switch (type) {
        case ElementType::F32: return packed<float>(tensor_.float_data());
        case ElementType::F64: return packed<double>(tensor_.double_data());
        case ElementType::I64: return packed<std::int64_t>(tensor_.int64_data());
        case ElementType::I32: return packed<std::int32_t>(tensor_.int32_data());
        case ElementType::I8:
        case ElementType::U8: return packed<std::uint8_t>(tensor_.int32_data());
        default: return packed<std::uint16_t>(tensor_.int32_data());  // 16-bit numbers, as bits in an integer field
        }
    }

    template <class Element, class Field>
    [[nodiscard]] static std::string packed(const Field& field)
    {
        std::string bytes;
        for (const auto number : field) {
            const auto element = static_cast<Element>(number);
            bytes.append(reinterpret_cast<const char*>(&element), sizeof(element));
        }
        return bytes;
    }

    [[nodiscard]] std::string external() const
    {
        std::optional<std::filesystem::path> location;
        std::uint64_t offset = 0;
        std::uint64_t length = expected_;
        for (const auto& entry : tensor_.external_data()) {
            if (entry.key() == "location") location = entry.value();
            if (entry.key() == "offset") offset = number(entry.key(), entry.value());
            if (entry.key() == "length") length = number(entry.key(), entry.value());
        }
        if (!location || location->empty()) refuse("external data without a location");
        if (length != expected_) refuse(fmt::format("expected {} bytes of external data, found {}", expected_, length));
        std::error_code error;
        const std::filesystem::path folder = weakly_canonical(absolute(model_file_).parent_path());
        const std::filesystem::path file = weakly_canonical(folder / *location, error);
        if (error) {
            refuse(fmt::format("external data in \"{}\": {}", plain_text(location->string()), error.message()));
        }
        const std::filesystem::path below = file.lexically_relative(folder);
        if (location->is_absolute() || below.empty() || *below.begin() == "..") {
            refuse(fmt::format("external data in \"{}\", expected a file in the model's folder",
                               plain_text(location->string())));
        }
        return os::read_part_of_file(file, offset, length);
    }

    [[nodiscard]] std::uint64_t number(const std::string& key, const std::string& text) const
    {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size()) {
            refuse(
                fmt::format("expected a whole number as {} of the external data, found \"{}\"", key, plain_text(text)));
        }
        return value;
    }

    const onnx::TensorProto& tensor_;
    const std::filesystem::path& model_file_;
    std::uint64_t expected_ = 0;
};

}  // namespace

Array array_of(const onnx::TensorProto& tensor, const std::filesystem::path& model_file)
{
    return TensorReader(tensor, model_file).read();
}

}  // namespace deltasim::exchange
