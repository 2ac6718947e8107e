// SPDX-License-Identifier: MIT
#include "exchange/arrays/array.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "core/checked.hpp"
#include "core/half_precision.hpp"

namespace deltasim::exchange
{

static_assert(std::endian::native == std::endian::little, "bytes of files are taken as they lie");

namespace
{

template <class T>
T element(const std::string& bytes, std::uint64_t index)
{
    T value{};
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    return value;
}

template <class T>
std::string bytes_of_all(const std::vector<T>& numbers)
{
    std::string bytes(numbers.size() * sizeof(T), '\0');
    if (!numbers.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

/// An fp32 that rounds to the same 16-bit number as `number` does. A number between two fp32 becomes the one with an
/// odd last bit, so that it stays on its side of the midpoint of two 16-bit numbers (round to odd).
float to_be_narrowed(double number)
{
    const auto nearest = static_cast<float>(number);
    if (static_cast<double>(nearest) == number || std::isnan(nearest)) return nearest;
    const bool too_large = std::abs(static_cast<double>(nearest)) > std::abs(number);
    const float below = too_large ? std::nextafter(nearest, 0.0F) : nearest;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(below) | 1U);
}

template <class T, class Conversion>
std::string elements_converted(const Array& array, Conversion conversion)
{
    std::vector<T> numbers(array.elements());
    for (std::uint64_t i = 0; i < numbers.size(); ++i) numbers[i] = conversion(i);
    return bytes_of_all(numbers);
}

}  // namespace

std::optional<ElementType> element_type_named(std::string_view name) { return element_type_names.find(name); }

std::uint64_t bytes_of(const std::vector<std::uint64_t>& shape, ElementType type)
{
    std::uint64_t bytes = bytes_of(type);
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
    for (const std::uint64_t size : shape) bytes = checked_multiply(bytes, size);
    return bytes;
}

std::uint64_t Array::elements() const { return exchange::bytes_of(shape, type) / exchange::bytes_of(type); }

std::int64_t Array::whole_number(std::uint64_t index) const
{
    switch (type) {
    case ElementType::I8: return element<std::int8_t>(bytes, index);
    case ElementType::I16: return element<std::int16_t>(bytes, index);
    case ElementType::I32: return element<std::int32_t>(bytes, index);
    case ElementType::U8: return element<std::uint8_t>(bytes, index);
    case ElementType::U16: return element<std::uint16_t>(bytes, index);
    case ElementType::U32: return element<std::uint32_t>(bytes, index);
    default: return element<std::int64_t>(bytes, index);
    }
}

float Array::number(std::uint64_t index) const
{
    switch (type) {
    case ElementType::F16: return from_fp16(element<std::uint16_t>(bytes, index));
    case ElementType::BF16: return from_bf16(element<std::uint16_t>(bytes, index));
    case ElementType::F32: return element<float>(bytes, index);
    case ElementType::F64: return static_cast<float>(element<double>(bytes, index));
    case ElementType::U64: return static_cast<float>(element<std::uint64_t>(bytes, index));
    default: return static_cast<float>(whole_number(index));
    }
}

std::vector<float> Array::numbers() const
{
    std::vector<float> all(elements());
    for (std::uint64_t i = 0; i < all.size(); ++i) all[i] = number(i);
    return all;
}

std::string Array::shape_text() const
{
    return shape.empty() ? "a single number" : fmt::format("{}", fmt::join(shape, " x "));
}

Array array_of(std::string name, std::vector<std::uint64_t> shape, const std::vector<float>& numbers)
{
    return {std::move(name), ElementType::F32, std::move(shape), bytes_of_all(numbers)};
}

Array whole_array_of(std::string name, std::vector<std::uint64_t> shape, const std::vector<std::int64_t>& numbers)
{
    return {std::move(name), ElementType::I64, std::move(shape), bytes_of_all(numbers)};
}

Array converted(const Array& array, ElementType type)
{
    if (type == array.type) return array;
    const auto number = [&](std::uint64_t i) { return array.number(i); };
    const auto narrow = [&](std::uint64_t i) {
        return array.type == ElementType::F64 ? to_be_narrowed(element<double>(array.bytes, i)) : array.number(i);
    };
    Array result{array.name, type, array.shape, {}};
    switch (type) {
    case ElementType::F16:
        result.bytes = elements_converted<std::uint16_t>(array, [&](auto i) { return to_fp16(narrow(i)); });
        break;
    case ElementType::BF16:
        result.bytes = elements_converted<std::uint16_t>(array, [&](auto i) { return to_bf16(narrow(i)); });
        break;
    case ElementType::F64: result.bytes = elements_converted<double>(array, number); break;
    default: result.bytes = elements_converted<float>(array, number); result.type = ElementType::F32;
    }
    return result;
}

Array transposed(const Array& array)
{
    const std::uint64_t rows = array.shape.at(0);
    const std::uint64_t columns = array.shape.at(1);
    const std::size_t size = bytes_of(array.type);
    Array result{array.name, array.type, {columns, rows}, std::string(array.bytes.size(), '\0')};
    for (std::uint64_t row = 0; row < rows; ++row) {
        for (std::uint64_t column = 0; column < columns; ++column) {
            std::memcpy(&result.bytes[(column * rows + row) * size], &array.bytes[(row * columns + column) * size],
                        size);
        }
    }
    return result;
}

}  // namespace deltasim::exchange
