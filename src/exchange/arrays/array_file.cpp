// SPDX-License-Identifier: MIT
#include "exchange/arrays/array_file.hpp"

#include "os/binary_file.hpp"

namespace deltasim::exchange
{

std::vector<Array> read_arrays(const std::filesystem::path& file)
{
    const std::string bytes = os::read_binary_file(file);
    if (is_npy(bytes)) return {npy_array(bytes, file.string())};
    if (is_npz(bytes)) return npz_arrays(bytes, file.string());
    return safetensors_arrays(bytes, file.string());
}

Array read_npy(const std::filesystem::path& file) { return npy_array(os::read_binary_file(file), file.string()); }

}  // namespace deltasim::exchange
