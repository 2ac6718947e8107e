// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "core/half_precision.hpp"
#include "core/precision.hpp"
#include "core/terms.hpp"
#include "model/tensor_precisions.hpp"
#include "model/training.hpp"
#include "model/value_format.hpp"

// The bytes of a word in a memory and on a bus, the least significant first: IEEE 754 numbers of 32 and 16 bits, bf16,
// and codes in two's complement with the tensor's scale. The numbers of the lanes are already rounded to words, so no
// bit is lost.

namespace deltasim::systemc
{

struct WordFormat {
    Precision precision = Precision::fp32;
    float scale = 1.0F;  ///< for integers: the value of code 1

    [[nodiscard]] std::size_t size() const { return bytes_of(precision); }

    void put(float number, unsigned char* bytes) const
    {
        const std::uint32_t bits = encoded(number);
        for (std::size_t i = 0; i < size(); ++i) bytes[i] = static_cast<unsigned char>(bits >> (8 * i));
    }

    [[nodiscard]] float get(const unsigned char* bytes) const
    {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < size(); ++i) bits |= std::uint32_t{bytes[i]} << (8 * i);
        switch (precision) {
        case Precision::fp32: return std::bit_cast<float>(bits);
        case Precision::fp16: return from_fp16(static_cast<std::uint16_t>(bits));
        case Precision::bf16: return from_bf16(static_cast<std::uint16_t>(bits));
        case Precision::int16: return static_cast<float>(static_cast<std::int16_t>(bits)) * scale;
        case Precision::int8: return static_cast<float>(static_cast<std::int8_t>(bits)) * scale;
        }
        return 0.0F;
    }

private:
    [[nodiscard]] std::uint32_t encoded(float number) const
    {
        switch (precision) {
        case Precision::fp32: return std::bit_cast<std::uint32_t>(number);
        case Precision::fp16: return to_fp16(number);
        case Precision::bf16: return to_bf16(number);
        case Precision::int16:
        case Precision::int8: return static_cast<std::uint32_t>(static_cast<std::int32_t>(number / scale));
        }
        return 0;
    }
};

/// The format of an array's words.
[[nodiscard]] inline WordFormat format_of(TensorId tensor, const model::TensorPrecisions& precisions,
                                          const model::TensorScales& scales)
{
    const auto scale = scales.find({tensor.tensor, tensor.layer});
    return {precisions.of(tensor.tensor), scale == scales.end() ? 1.0F : scale->second};
}

}  // namespace deltasim::systemc
