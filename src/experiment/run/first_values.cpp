// SPDX-License-Identifier: MIT
#include "experiment/run/first_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/plain_text.hpp"
#include "exchange/arrays/array_file.hpp"
#include "os/binary_file.hpp"

namespace deltasim::experiment
{

namespace
{

/// The numbers of one array of a head, taken from the arrays of its file.
std::vector<float> numbers_of(const std::vector<exchange::Array>& arrays, const model::WeightsFile& file,
                              const std::string& key, const std::vector<std::uint64_t>& shape)
{
    const auto renamed = file.arrays.find(key);
    const std::string name = renamed == file.arrays.end() ? key : renamed->second;
    const auto found =
        std::find_if(arrays.begin(), arrays.end(), [&](const exchange::Array& array) { return array.name == name; });
    if (found == arrays.end()) {
        std::vector<std::string> names;
        for (const exchange::Array& array : arrays)
            names.push_back(array.name.empty() ? "one without a name" : plain_text(array.name));
        os::refuse_file(file.path,
                        fmt::format("no array \"{}\"; there are {}", plain_text(name), fmt::join(names, ", ")));
    }
    if (found->shape != shape) {
        os::refuse_file(file.path, fmt::format("{}: expected {}, found {}", plain_text(name), fmt::join(shape, " x "),
                                               found->shape_text()));
    }
    std::vector<float> numbers = found->numbers();
    const auto wrong =
        std::find_if(numbers.begin(), numbers.end(), [](float number) { return !std::isfinite(number); });
    if (wrong != numbers.end()) {
        os::refuse_file(file.path, fmt::format("{}: element {} is {}, expected a finite number in fp32",
                                               plain_text(name), wrong - numbers.begin(), *wrong));
    }
    return numbers;
}

}  // namespace

model::TensorValues first_values(const model::Head& head, const model::Training& training)
{
    model::TensorValues values = initial_values(head, training);
    if (!head.weights_file) return values;
    const std::vector<exchange::Array> arrays = exchange::read_arrays(head.weights_file->path);
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const model::Layer& layer = head.layer(l);
        values[{Tensor::weight, l}] =
            numbers_of(arrays, *head.weights_file, fmt::format("weight[{}]", l), {layer.outputs, layer.inputs});
        if (!layer.bias) continue;
        values[{Tensor::bias, l}] = numbers_of(arrays, *head.weights_file, fmt::format("bias[{}]", l), {layer.outputs});
    }
    return values;
}

}  // namespace deltasim::experiment
