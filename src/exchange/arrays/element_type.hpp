// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/enum_names.hpp"

// Types of the elements of an array in a file, with the names that safetensors gives them.

namespace deltasim::exchange
{

enum class ElementType : std::uint8_t { F16, BF16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64 };

inline constexpr EnumNames<ElementType, 12> element_type_names{
    {"F16", "BF16", "F32", "F64", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64"}};

[[nodiscard]] constexpr std::string_view name_of(ElementType type) { return element_type_names[type]; }

[[nodiscard]] constexpr std::size_t bytes_of(ElementType type)
{
    constexpr std::array<std::size_t, element_type_names.size()> bytes{2, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8};
    return bytes[static_cast<std::size_t>(type)];
}

[[nodiscard]] constexpr bool is_whole(ElementType type) { return type >= ElementType::I8; }

/// The type with this name, or nothing.
[[nodiscard]] std::optional<ElementType> element_type_named(std::string_view name);

}  // namespace deltasim::exchange
