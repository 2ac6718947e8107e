// SPDX-License-Identifier: MIT
#include "exchange/onnx/model_file.hpp"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include <climits>

#include "core/plain_text.hpp"
#include "os/binary_file.hpp"

namespace deltasim::exchange
{

onnx::ModelProto read_onnx_model(const std::filesystem::path& file)
{
    const std::string bytes = os::read_binary_file(file);
    if (bytes.size() > INT_MAX) {
        os::refuse_file(file, "larger than the 2 GiB that protobuf can hold; keep the weights in a file beside it "
                              "(external data)");
    }
    google::protobuf::SetLogHandler(nullptr);  // our own messages report errors
    onnx::ModelProto model;
    bool parsed = false;
    try {
        parsed = model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    } catch (const google::protobuf::FatalException&) {
        parsed = false;
    }
    if (!parsed) os::refuse_file(file, "is not a model of ONNX, or is cut short");
    if (!model.has_graph() || model.graph().node_size() == 0)
        os::refuse_file(file, "is not a model of ONNX: it has no nodes");
    return model;
}

std::string text_of(const onnx::NodeProto& node)
{
    const std::string& name = !node.name().empty() || node.output_size() == 0 ? node.name() : node.output(0);
    return fmt::format("node \"{}\" ({})", plain_text(name), plain_text(node.op_type()));
}

}  // namespace deltasim::exchange
