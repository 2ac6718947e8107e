// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mapping/stage_plan.hpp"
#include "model/mapping.hpp"

// The mappings that are searched for one phase of one layer; docs/search.md lists them. They are numbered, and a
// mapping is made only when it is looked at.

namespace deltasim::search
{

class NestSpace
{
public:
    /// `automatic`: the mapping that `auto` makes, unless it streams.
    NestSpace(const schedule::LoopNest& nest, const mapping::MappedMachine& machine,
              std::optional<model::NestMapping> automatic);

    /// Points of the grid; some of them are impossible, and some are equal.
    [[nodiscard]] std::uint64_t size() const { return first_of_grid() + grid_; }
    /// The mapping of a point; nothing if it streams. 0 streams; 1 is `auto` if that does not stream.
    [[nodiscard]] std::optional<model::NestMapping> mapping(std::uint64_t number) const;
    /// The number of the mapping of `auto`.
    [[nodiscard]] std::uint64_t automatic() const { return automatic_ ? 1 : 0; }

private:
    /// Loops along rows and columns of the array.
    struct Sides {
        Dimension rows;
        Dimension columns;
        std::array<std::vector<std::uint64_t>, dimension_count> sizes;  ///< of tiles
    };
    /// What the tile keeps, and whether weights have a narrower tile of their own inside it.
    struct Keeping {
        std::vector<Tensor> tensors;
        std::vector<Tensor> inside;
        Dimension narrow = Dimension::outputs;  ///< the dimension along which that tile is one block wide
    };

    [[nodiscard]] std::uint64_t first_of_grid() const { return 1 + automatic(); }
    void add_sides(const mapping::MappedMachine& machine, const model::Extents& extents);
    /// `sums`: the memory may hold partial sums.
    void add_keeping(const std::vector<Tensor>& of_weights, const std::vector<Tensor>& of_samples, bool sums);
    [[nodiscard]] model::Extents block_of(const Sides& sides) const;

    std::optional<model::NestMapping> automatic_;
    std::string outermost_;
    std::string tiles_in_;
    model::Extents extents_{1, 1, 1};
    std::uint64_t rows_ = 1;
    std::uint64_t columns_ = 1;
    std::uint64_t accumulators_ = 1;
    std::vector<Sides> sides_;
    std::vector<Keeping> keeping_;
    std::uint64_t grid_ = 0;
};

}  // namespace deltasim::search
