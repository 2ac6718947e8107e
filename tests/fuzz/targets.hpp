// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// Readers of foreign bytes. Each accepts any bytes or refuses them by the exception that it promises; nothing else may
// happen.

namespace deltasim::fuzz
{

/// A configuration file of any kind.
void yaml(std::string_view bytes);
/// A table of CACTI rows.
void cacti(std::string_view bytes);
/// A trace, plain or gzip, in a format that its content decides.
void trace(std::string_view bytes);
/// A list of DRAM commands, whose energy is computed.
void commands(std::string_view bytes);
/// What a store keeps of a point: its report and its simulation.
void store(std::string_view bytes);
/// .npy, .npz and .safetensors, whatever the first bytes are.
void arrays(std::string_view bytes);
/// A network of ONNX.
void onnx(std::string_view bytes);

}  // namespace deltasim::fuzz
