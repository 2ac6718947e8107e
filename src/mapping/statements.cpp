// SPDX-License-Identifier: MIT
#include "mapping/statements.hpp"

#include <algorithm>

namespace deltasim::mapping
{

namespace
{

bool is_labelled(const schedule::NestNode& node)
{
    const schedule::Loop* loop = std::get_if<schedule::Loop>(&node);
    return loop != nullptr && loop->dimension.has_value();
}

/// What is known about a statement before its stage is complete.
struct Found {
    Statement statement;
    model::Extents begins{};
    model::Extents counts{};
};

class Collector
{
public:
    void collect(const std::vector<schedule::NestNode>& body)
    {
        // Where the last loop of each dimension ended; 0: no loop yet.
        std::array<std::uint64_t, dimension_count> next{};
        for (std::size_t n = 0; n < body.size();) {
            if (!is_labelled(body[n])) {
                Found found{.statement = {.around = around_}};
                for (const Statement::Around& loop : around_) {
                    found.begins[position_of(loop.dimension)] = loop.begin;
                    found.counts[position_of(loop.dimension)] = counts_[position_of(loop.dimension)];
                    found.statement.within[position_of(loop.dimension)] = true;
                }
                for (; n < body.size() && !is_labelled(body[n]); ++n) found.statement.body.push_back(&body[n]);
                stages_.back().push_back(std::move(found));
                continue;
            }
            const schedule::Loop& loop = std::get<schedule::Loop>(body[n++]);
            std::uint64_t& end = next[position_of(*loop.dimension)];
            if (end > 0 && loop.begin != end) {
                stages_.emplace_back();
                next = {};
            }
            next[position_of(*loop.dimension)] = loop.begin + loop.count;
            around_.push_back({*loop.dimension, loop.begin});
            counts_[position_of(*loop.dimension)] = loop.count;
            collect(loop.body);
            around_.pop_back();
        }
    }

    [[nodiscard]] std::vector<std::vector<Found>>& stages() { return stages_; }

private:
    std::vector<std::vector<Found>> stages_{1};
    std::vector<Statement::Around> around_;
    model::Extents counts_{};
};

Span span_of(std::uint64_t begin, std::uint64_t count, std::uint64_t extent)
{
    if (count == extent) return Span::all;
    if (begin == 0) return Span::first;
    return begin + count == extent ? Span::last : Span::middle;
}

Stage finish(std::vector<Found>& found)
{
    Stage stage;
    for (const Found& each : found) {
        for (std::size_t d = 0; d < dimension_count; ++d) {
            if (each.statement.within[d])
                stage.extents[d] = std::max(stage.extents[d], each.begins[d] + each.counts[d]);
        }
    }
    for (std::size_t n = 0; n < found.size(); ++n) {
        Found& each = found[n];
        for (std::size_t d = 0; d < dimension_count; ++d) {
            if (each.statement.within[d]) {
                each.statement.span[d] = span_of(each.begins[d], each.counts[d], stage.extents[d]);
                continue;
            }
            const bool after = std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n),
                                           [&](const Found& other) { return other.statement.within[d]; });
            each.statement.span[d] = stage.extents[d] == 1 ? Span::all : after ? Span::last : Span::first;
        }
    }
    for (Found& each : found) stage.statements.push_back(std::move(each.statement));
    return stage;
}

}  // namespace

PointIndex Statement::point(const schedule::AffineIndex& index) const
{
    PointIndex point{.constant = index.constant};
    for (std::size_t n = 0; n < index.coefficients.size(); ++n) {
        if (n >= around.size()) {
            point.chain.push_back(index.coefficients[n]);
            continue;
        }
        point.coefficients[position_of(around[n].dimension)] = index.coefficients[n];
        point.constant -= index.coefficients[n] * around[n].begin;
    }
    return point;
}

std::vector<Stage> stages_of(const schedule::LoopNest& nest)
{
    Collector collector;
    collector.collect(nest.body.body);
    std::vector<Stage> stages;
    for (std::vector<Found>& found : collector.stages()) stages.push_back(finish(found));
    return stages;
}

}  // namespace deltasim::mapping
