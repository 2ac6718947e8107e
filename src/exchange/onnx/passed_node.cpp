// SPDX-License-Identifier: MIT
#include "exchange/onnx/passed_node.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "exchange/onnx/constant_node.hpp"

namespace deltasim::exchange
{

bool changes_shape(const onnx::NodeProto& node)
{
    constexpr std::array<std::string_view, 4> reshaping{"Flatten", "Reshape", "Squeeze", "Unsqueeze"};
    return std::find(reshaping.begin(), reshaping.end(), node.op_type()) != reshaping.end();
}

bool changes_nothing(const onnx::NodeProto& node)
{
    if (node.op_type() == "Cast") return casts_to_floating_point(node);
    return node.op_type() == "Identity" || node.op_type() == "Dropout" || changes_shape(node);
}

}  // namespace deltasim::exchange
