// SPDX-License-Identifier: MIT
#include "exchange/onnx/constant_node.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/checked.hpp"
#include "core/plain_text.hpp"
#include "exchange/onnx/tensor.hpp"

namespace deltasim::exchange
{

namespace
{

using Shape = std::vector<std::uint64_t>;

/// The number of the type to which a Cast converts; early versions of ONNX give its name.
int cast_type(const onnx::NodeProto& cast)
{
    const onnx::AttributeProto* const to = Graph::attribute(cast, "to");
    if (to == nullptr) return onnx::TensorProto::UNDEFINED;
    if (!to->has_s())
        return onnx::TensorProto_DataType_IsValid(static_cast<int>(to->i())) ? static_cast<int>(to->i()) : 0;
    onnx::TensorProto::DataType type = onnx::TensorProto::UNDEFINED;
    return onnx::TensorProto_DataType_Parse(to->s(), &type) ? type : onnx::TensorProto::UNDEFINED;
}

std::optional<ElementType> floating_point_type(int type)
{
    switch (type) {
    case onnx::TensorProto::FLOAT: return ElementType::F32;
    case onnx::TensorProto::FLOAT16: return ElementType::F16;
    case onnx::TensorProto::BFLOAT16: return ElementType::BF16;
    case onnx::TensorProto::DOUBLE: return ElementType::F64;
    default: return std::nullopt;
    }
}

std::uint64_t product(Shape::const_iterator begin, Shape::const_iterator end)
{
    return std::accumulate(begin, end, std::uint64_t{1}, checked_multiply);
}

/// Applies a node to a constant.
class Change
{
public:
    Change(const Graph& graph, const onnx::NodeProto& node, Array array)
        : graph_(graph), node_(node), array_(std::move(array))
    {
    }

    Array result()
    {
        const std::string& operation = node_.op_type();
        if (operation == "Cast") cast();
        if (operation == "Transpose") transpose();
        if (operation == "Reshape") reshape();
        if (operation == "Flatten") flatten();
        if (operation == "Squeeze") squeeze();
        if (operation == "Unsqueeze") unsqueeze();
        return std::move(array_);
    }

private:
    void cast()
    {
        const int type = cast_type(node_);
        const std::optional<ElementType> to = floating_point_type(type);
        if (!to || is_whole(array_.type)) {
            graph_.refuse(node_, fmt::format("casts from {} to {}, expected floating-point types on both sides",
                                             name_of(array_.type), onnx::TensorProto_DataType_Name(type)));
        }
        if (*to != array_.type) array_ = converted(array_, *to);
    }

    /// Only the exchange of rows and columns moves elements; dimensions of 1 may stand anywhere.
    void transpose()
    {
        const std::size_t rank = array_.shape.size();
        std::vector<std::int64_t> order = Graph::numbers(node_, "perm");
        if (order.empty()) {
            order.resize(rank);
            std::iota(order.rbegin(), order.rend(), 0);
        }
        std::vector<std::int64_t> sorted = order;
        std::sort(sorted.begin(), sorted.end());
        std::vector<std::int64_t> all(rank);
        std::iota(all.begin(), all.end(), 0);
        if (sorted != all) refuse_axes(order);
        Shape shape;
        std::vector<std::int64_t> long_ones;  // axes of more than one element, in their new order
        for (const std::int64_t axis : order) {
            shape.push_back(array_.shape[static_cast<std::size_t>(axis)]);
            if (shape.back() != 1) long_ones.push_back(axis);
        }
        if (!std::is_sorted(long_ones.begin(), long_ones.end()) && array_.elements() > 0) {
            if (long_ones.size() != 2) {
                graph_.refuse(node_, fmt::format("expected a matrix to transpose, found {}", array_.shape_text()));
            }
            array_.shape = {array_.shape[static_cast<std::size_t>(long_ones[1])],
                            array_.shape[static_cast<std::size_t>(long_ones[0])]};
            array_ = transposed(array_);
        }
        array_.shape = shape;
    }

    void reshape()
    {
        const std::optional<std::vector<std::int64_t>> wanted =
            node_.input_size() > 1 ? graph_.whole_numbers(Graph::input(node_, 1)) : Graph::numbers(node_, "shape");
        if (!wanted) graph_.refuse(node_, "expected a constant shape of whole numbers");
        const bool zero_is_kept = Graph::attribute(node_, "allowzero", std::int64_t{0}) == 0;
        Shape shape;
        std::optional<std::size_t> open;
        for (const std::int64_t size : *wanted) {
            const std::size_t i = shape.size();
            if (size < -1 || (size == -1 && open)) {
                graph_.refuse(
                    node_, fmt::format("expected a shape with -1 once at most, found {}", fmt::join(*wanted, " x ")));
            }
            if (size == -1) open = i;
            const bool kept = size == 0 && zero_is_kept && i < array_.shape.size();
            shape.push_back(kept ? array_.shape[i] : size == -1 ? 1 : static_cast<std::uint64_t>(size));
        }
        const std::uint64_t known = product(shape.begin(), shape.end());
        if (open && known > 0) shape[*open] = array_.elements() / known;
        if (product(shape.begin(), shape.end()) != array_.elements()) {
            graph_.refuse(node_, fmt::format("its shape {} has another number of elements than {}",
                                             fmt::join(*wanted, " x "), array_.shape_text()));
        }
        array_.shape = shape;
    }

    void flatten()
    {
        const std::size_t rank = array_.shape.size();
        const std::int64_t axis = Graph::attribute(node_, "axis", std::int64_t{1});
        const std::int64_t place = axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
        if (place < 0 || place > static_cast<std::int64_t>(rank)) refuse_axes({axis});
        const auto middle = array_.shape.cbegin() + place;
        array_.shape = {product(array_.shape.cbegin(), middle), product(middle, array_.shape.cend())};
    }

    void squeeze()
    {
        const std::vector<bool> named = named_axes(array_.shape.size());
        const bool all = std::find(named.begin(), named.end(), true) == named.end();
        Shape shape;
        for (std::size_t axis = 0; axis < array_.shape.size(); ++axis) {
            const bool dropped = named[axis] || (all && array_.shape[axis] == 1);
            if (!dropped) shape.push_back(array_.shape[axis]);
            if (named[axis] && array_.shape[axis] != 1) {
                graph_.refuse(node_, fmt::format("expected a size of 1 in axis {} of {}", axis, array_.shape_text()));
            }
        }
        array_.shape = shape;
    }

    void unsqueeze()
    {
        const std::size_t more = graph_.axes(node_).value_or(std::vector<std::int64_t>{}).size();
        const std::vector<bool> named = named_axes(array_.shape.size() + more);
        Shape shape;
        auto next = array_.shape.cbegin();
        for (const bool is_new : named) shape.push_back(is_new ? 1 : *next++);
        array_.shape = shape;
    }

    /// Marks which of `rank` axes the node names.
    [[nodiscard]] std::vector<bool> named_axes(std::size_t rank) const
    {
        const std::optional<std::vector<std::int64_t>> axes = graph_.axes(node_);
        if (!axes) graph_.refuse(node_, "expected constant axes");
        std::vector<bool> named(rank);
        for (const std::int64_t axis : *axes) {
            const std::int64_t place = axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
            if (place < 0 || place >= static_cast<std::int64_t>(rank)) refuse_axes(*axes);
            if (named[static_cast<std::size_t>(place)]) refuse_axes(*axes);
            named[static_cast<std::size_t>(place)] = true;
        }
        return named;
    }

    [[noreturn]] void refuse_axes(const std::vector<std::int64_t>& axes) const
    {
        graph_.refuse(node_, fmt::format("axes {} do not fit {}", fmt::join(axes, ", "), array_.shape_text()));
    }

    const Graph& graph_;
    const onnx::NodeProto& node_;
    Array array_;
};

}  // namespace

bool keeps_constants(const onnx::NodeProto& node)
{
    constexpr std::array<std::string_view, 7> kept{"Identity", "Cast",    "Transpose", "Reshape",
                                                   "Flatten",  "Squeeze", "Unsqueeze"};
    return std::find(kept.begin(), kept.end(), node.op_type()) != kept.end();
}

Array changed_by(const Graph& graph, const onnx::NodeProto& node, Array array)
{
    try {
        return Change(graph, node, std::move(array)).result();
    } catch (const OverflowError& error) {
        graph.refuse(node, fmt::format("its shape: {}", error.what()));
    }
}

Array value_of(const Graph& graph, const onnx::NodeProto& constant)
{
    for (const onnx::AttributeProto& attribute : constant.attribute()) {
        const std::string& name = attribute.name();
        if (name == "value" && attribute.has_t()) return array_of(attribute.t(), graph.file());
        if (name == "value_float" && attribute.has_f()) return array_of("", {}, {attribute.f()});
        if (name == "value_int" && attribute.has_i()) {
            return whole_array_of("", {}, {attribute.i()});
        }
        if (name == "value_floats") {
            const std::vector<float> numbers{attribute.floats().begin(), attribute.floats().end()};
            return array_of("", {numbers.size()}, numbers);
        }
        if (name == "value_ints") {
            const std::vector<std::int64_t> numbers = Graph::numbers(constant, "value_ints");
            return whole_array_of("", {numbers.size()}, numbers);
        }
    }
    if (constant.attribute_size() == 0) graph.refuse(constant, "holds no value");
    graph.refuse(constant,
                 fmt::format("holds its value as {}, which is not read", plain_text(constant.attribute(0).name())));
}

bool is_single(const onnx::TensorProto& tensor)
{
    return std::all_of(tensor.dims().begin(), tensor.dims().end(), [](std::int64_t size) { return size == 1; });
}

bool may_be_single(const onnx::NodeProto& constant)
{
    for (const onnx::AttributeProto& attribute : constant.attribute()) {
        if (attribute.name() == "value" && attribute.has_t()) return is_single(attribute.t());
        if (attribute.name() == "value_floats") return attribute.floats_size() == 1;
        if (attribute.name() == "value_ints") return attribute.ints_size() == 1;
    }
    return true;
}

bool casts_to_floating_point(const onnx::NodeProto& cast) { return floating_point_type(cast_type(cast)).has_value(); }

}  // namespace deltasim::exchange
