// SPDX-License-Identifier: MIT
#include "exchange/onnx/one_place.hpp"

#include <algorithm>
#include <utility>

#include "exchange/onnx/layer_node.hpp"
#include "exchange/onnx/passed_node.hpp"
#include "exchange/onnx/patterns.hpp"

namespace deltasim::exchange
{

namespace
{

using Sizes = std::vector<std::int64_t>;

/// Dimensions before the places: samples and channels.
constexpr std::size_t before_places = 2;

bool all_ones_from(const Sizes& sizes, std::size_t first)
{
    return std::all_of(sizes.begin() + static_cast<std::ptrdiff_t>(std::min(first, sizes.size())), sizes.end(),
                       [](std::int64_t size) { return size == 1; });
}

/// Walks up from a value for as long as nodes do not change the number of places.
class PlaceWalk
{
public:
    PlaceWalk(const Graph& graph, std::string value, std::size_t rank)
        : graph_(graph), value_(std::move(value)), rank_(rank)
    {
    }

    std::optional<std::string> walk()
    {
        for (int hops = 0; hops <= graph_.proto().node_size(); ++hops) {
            std::optional<bool> known = by_shape();
            const onnx::NodeProto* const node = graph_.producer(value_);
            if (!known && node != nullptr) known = by_node(*node);
            if (known) return *known ? std::optional(value_) : std::nullopt;
            if (node == nullptr || !go_past(*node)) return std::nullopt;
        }
        return std::nullopt;
    }

private:
    /// Decides by the shape that the file declares.
    [[nodiscard]] std::optional<bool> by_shape() const
    {
        const std::optional<Sizes> sizes = graph_.shape(value_);
        if (!sizes) return std::nullopt;
        if (sizes->size() != rank_) return false;
        if (all_ones_from(*sizes, before_places)) return true;
        const bool has_several =
            std::any_of(sizes->begin() + before_places, sizes->end(), [](auto size) { return size >= 0 && size != 1; });
        return has_several ? std::optional(false) : std::nullopt;
    }

    /// Decides by the node that makes the value.
    [[nodiscard]] std::optional<bool> by_node(const onnx::NodeProto& node) const
    {
        const std::string& operation = node.op_type();
        if (operation == "GlobalAveragePool" || operation == "GlobalMaxPool") return true;
        if (operation == "ReduceMean" || operation == "ReduceMax") return reduces_all_places(node);
        if (operation == "Gemm" || operation == "MatMul") return rank_ == before_places;
        if (operation == "Flatten") {
            return rank_ == before_places && Graph::attribute(node, "axis", std::int64_t{1}) == 1;
        }
        if (operation == "Reshape") {
            const auto sizes = graph_.whole_numbers(Graph::input(node, 1));
            return sizes && sizes->size() == rank_ && all_ones_from(*sizes, before_places);
        }
        return std::nullopt;
    }

    [[nodiscard]] bool reduces_all_places(const onnx::NodeProto& node) const
    {
        const std::optional<Sizes> named = graph_.axes(node);
        if (!named || named->empty()) return false;
        const bool keeps = Graph::attribute(node, "keepdims", std::int64_t{1}) != 0;
        const std::size_t rank = keeps ? rank_ : rank_ + named->size();
        Sizes places;
        for (std::size_t axis = before_places; axis < rank; ++axis) places.push_back(static_cast<std::int64_t>(axis));
        return counted_from_the_first(*named, rank) == places;
    }

    static Sizes counted_from_the_first(Sizes axes, std::size_t rank)
    {
        for (std::int64_t& axis : axes) axis += axis < 0 ? static_cast<std::int64_t>(rank) : 0;
        std::sort(axes.begin(), axes.end());
        return axes;
    }

    /// Passes a Squeeze or an Unsqueeze that does not move samples and channels.
    bool go_past_axes(const onnx::NodeProto& node)
    {
        const std::optional<Sizes> axes = graph_.axes(node);
        if (!axes || axes->empty()) return false;
        const bool adds = node.op_type() == "Unsqueeze";
        const std::size_t larger = adds ? rank_ : rank_ + axes->size();
        if (counted_from_the_first(*axes, larger).front() < static_cast<std::int64_t>(before_places)) return false;
        if (adds && axes->size() + before_places > rank_) return false;
        rank_ = adds ? rank_ - axes->size() : larger;
        return true;
    }

    /// True if the value above a node has as many places as the value below it.
    bool go_past(const onnx::NodeProto& node)
    {
        std::string above = Graph::input(node, 0);
        if (node.op_type() == "Squeeze" || node.op_type() == "Unsqueeze") {
            if (!go_past_axes(node)) return false;
        } else if (node.op_type() == "Conv") {
            const Sizes pads = Graph::numbers(node, "pads");
            if (std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad != 0; })) return false;
        } else if (!changes_nothing(node)) {
            if (const std::optional<FoundActivation> found = activation_at(graph_, node)) {
                above = found->input;
            } else if (const std::optional<BiasNode> added = bias_at(graph_, node)) {
                if (added->bias.elements() != 1 && !is_bias(added->bias, rank_ - before_places)) return false;
                above = added->input;
            } else {
                return false;
            }
        }
        value_ = above;
        return true;
    }

    const Graph& graph_;
    std::string value_;
    std::size_t rank_;
};

}  // namespace

std::optional<std::string> one_place_since(const Graph& graph, const std::string& value, std::size_t rank)
{
    return PlaceWalk(graph, value, rank).walk();
}

}  // namespace deltasim::exchange
