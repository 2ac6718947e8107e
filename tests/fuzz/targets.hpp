// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// Readers of foreign bytes: each takes any, or refuses them by the exception that it promises, and nothing else
// happens.

namespace deltasim::fuzz
{

/// A configuration file of any kind.
void yaml(std::string_view bytes);
/// A table of CACTI rows.
void cacti(std::string_view bytes);
/// A trace, plain or gzip, of a form that is told by its content.
void trace(std::string_view bytes);
/// A list of DRAM commands, of which energy is asked.
void commands(std::string_view bytes);
/// What a store keeps of a point: its report and its simulation.
void store(std::string_view bytes);
/// .npy, .npz and .safetensors, whatever they begin with.
void arrays(std::string_view bytes);
/// A network of ONNX.
void onnx(std::string_view bytes);

}  // namespace deltasim::fuzz
