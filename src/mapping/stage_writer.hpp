// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "mapping/loop_writer.hpp"
#include "mapping/nest_plan.hpp"

// Writes the loops of one stage (see nest_writer.hpp).

namespace deltasim::mapping
{

/// The ranges of a stage's dimensions inside some of its loops.
struct Box {
    std::array<schedule::AffineIndex, dimension_count> start;
    model::Extents size{};
    std::array<bool, dimension_count> first{true, true, true};  ///< true: it contains the first index of the dimension
    std::array<bool, dimension_count> last{true, true, true};
    std::uint64_t first_row = 0;  ///< its lowest index along `outputs`
};

/// The state of a tile while loops are written.
struct TileState {
    std::array<schedule::AffineIndex, dimension_count> origin;  ///< indices at which it begins
    schedule::AffineIndex number;                               ///< number of tiles before it
    std::optional<Box> next;                                    ///< the next tile, if it is filled ahead
};

/// A tile with its tensor and its place in the nest.
struct WrittenTile {
    const Walk* walk = nullptr;
    const KeptTile* kept = nullptr;
    const PlacedSum* sum = nullptr;  ///< set for a tile of sums
    /// The tile from which it is filled: its number among the writer's tiles, counted from 1; 0: the home.
    std::size_t outside = 0;
    std::size_t number = 0;  ///< its number in the nest, counted from 1
    bool ahead = false;      ///< it is filled ahead
    bool lent = false;       ///< the other stage of a pair fills and drains it
    std::size_t anchor = 0;  ///< loops outside the point where its sequence of tiles begins
    std::uint64_t pitch_words = 0;
};

class StageWriter
{
public:
    /// The nest that is written, and where.
    struct Target {
        schedule::LoopNest& nest;
        LoopWriter& writer;
        std::uint64_t burst_bytes;
    };

    /// `free_byte`: the byte at which tiles may begin, by memory; moved to the end of the stage's tiles. `lender`: the
    /// stage that lends its tiles, or nullptr.
    StageWriter(const NestPlan::Part& part, const MappedMachine& machine, const Target& target,
                std::vector<std::uint64_t>& free_byte, const StageWriter* lender = nullptr);
    void write();
    /// Writes this stage and another one that has the same outer loops.
    void write_with(StageWriter& other);

private:
    using States = std::vector<TileState>;
    /// A part of the stage, and its tiles at that point.
    struct Place {
        Box box;
        States states;
    };
    /// A range of equal iterations of a loop.
    struct Piece {
        std::uint64_t begin;
        std::uint64_t count;
        std::uint64_t size;
        bool first;
        bool last;
    };

    std::size_t add_tiles(const Walk& walk, const std::vector<KeptTile>& tiles, const PlacedSum* sum,
                          std::vector<std::uint64_t>& free_byte);
    std::size_t borrow_tiles(const PlacedWalk& placed, const StageWriter& lender);
    void find_loads();
    void find_peeling();
    [[nodiscard]] Place whole() const;
    void write_loops(std::size_t depth, Place place);
    void write_shared(StageWriter& other, std::size_t depth, Place own, Place others);
    void enter_tiles(std::size_t depth, Place& place);
    void leave_tiles(std::size_t depth, const Place& place);
    void write_inside(std::size_t depth, const Place& place);
    /// The place of iteration `iteration`, which is in piece `p` of all.
    [[nodiscard]] Place inside(const Place& place, std::size_t depth, const std::vector<Piece>& all, std::size_t p,
                               const schedule::AffineIndex& iteration) const;
    [[nodiscard]] static std::vector<Piece> common_pieces(const std::vector<Piece>& own,
                                                          const std::vector<Piece>& others);
    [[nodiscard]] std::vector<Piece> pieces(std::size_t depth, const Box& box) const;
    [[nodiscard]] std::vector<Piece> pieces(const TiledLoop& loop, const Box& box, bool apart) const;
    [[nodiscard]] std::set<std::uint64_t> cuts_of(const TiledLoop& loop, const Box& box) const;
    [[nodiscard]] Box inside(const Box& box, const TiledLoop& loop, const schedule::AffineIndex& iteration,
                             const Piece& piece) const;
    [[nodiscard]] Box first_tile(Box box, std::size_t depth, std::size_t changes) const;
    [[nodiscard]] std::uint64_t tiles_inside(const model::Extents& sizes, std::size_t depth, std::size_t changes) const;

    /// The home of words of a box that are in no tile.
    struct HomeRows {
        TensorId tensor;                 ///< names the part of the array
        std::uint64_t words_before = 0;  ///< words of the array in the other part
        std::size_t memory = 0;          ///< memory of the first rows; not used for others
        bool is_first = false;
    };
    [[nodiscard]] HomeRows home_of(TensorId tensor, const Box& box) const;
    /// True if a tile is not needed for a box, since the box's rows already lie as near to the array.
    [[nodiscard]] bool lies_near(const WrittenTile& tile, const Box& box) const;
    /// The number of the tile that holds the words of a box, `place` or a tile outside it, counted from 1; 0: the home.
    [[nodiscard]] std::size_t place_in(std::size_t place, const Box& box) const;

    void enter_tile(std::size_t t, std::size_t depth, const Box& box, States& states);
    void leave_tile(std::size_t t, const Box& box, const States& states);
    void fill(std::size_t t, const Box& box, const schedule::AffineIndex& number, const States& states);
    void transfer(std::size_t t, const Box& box, const schedule::AffineIndex& number, const States& states, bool drain);
    void mark(std::size_t t, schedule::StepUnit unit);

    void write_loads(std::size_t depth, const Box& box, const States& states);
    void write_sums(std::size_t depth, const Box& box, const States& states, bool leave);
    void for_each_block(std::size_t depth, const Box& box, const WordShape& shape,
                        const std::function<void(const Box&)>& visit);

    void write_statements(const Box& box, const States& states);
    void write_node(const Statement& statement, const schedule::NestNode& node, const Box& box, const States& states,
                    std::vector<schedule::AffineIndex>& chain);
    void write_step(const Statement& statement, const schedule::Step& step, const Box& box, const States& states,
                    const std::vector<schedule::AffineIndex>& chain);
    [[nodiscard]] bool stands(const std::array<Span, dimension_count>& span, const Box& box) const;
    [[nodiscard]] bool stands(const PlacedSum& placed, const Box& box) const;
    [[nodiscard]] std::uint64_t lanes_along(std::size_t dimension, const Statement& statement, const Box& box) const;
    /// The operand for a word of a tensor in the place from which the array takes it.
    [[nodiscard]] schedule::Operand operand_at(const Walk& walk, const PointIndex& point, Direction direction,
                                               const Box& box, const States& states,
                                               const std::vector<schedule::AffineIndex>& chain);
    void set_lanes(schedule::Step& step, std::uint64_t rows, std::uint64_t columns) const;

    const schedule::LoopNest& nest_;
    const StagePlan& plan_;
    const MappedMachine& machine_;
    std::uint64_t burst_bytes_;
    schedule::LoopNest& out_;
    LoopWriter& writer_;
    std::vector<WrittenTile> tiles_;
    std::vector<std::size_t> walk_place_;  ///< innermost tile of each walk of the plan, counted from 1; 0: the home
    std::vector<std::size_t> sum_place_;
    std::array<bool, dimension_count> peel_first_{};
    std::array<bool, dimension_count> peel_last_{};
    struct Load {
        const Statement* statement;
        PointIndex point;
        const Walk* walk;
        std::size_t depth;
    };
    std::vector<Load> loads_;
};

/// The index of the word at a point.
[[nodiscard]] schedule::AffineIndex index_of(const PointIndex& point, const Box& box,
                                             const std::vector<schedule::AffineIndex>& chain);

}  // namespace deltasim::mapping
