// SPDX-License-Identifier: MIT
#include "mapping/stage_writer.hpp"

#include <algorithm>

#include "core/checked.hpp"

namespace deltasim::mapping
{

StageWriter::StageWriter(const NestPlan::Part& part, const MappedMachine& machine, const Target& target,
                         std::vector<std::uint64_t>& free_byte, const StageWriter* lender)
    : nest_(*part.nest), plan_(part.plan), machine_(machine), burst_bytes_(target.burst_bytes), out_(target.nest),
      writer_(target.writer)
{
    for (const PlacedWalk& placed : plan_.walks) {
        const bool lent = lender != nullptr && plan_.is_lent(placed.walk.tensor);
        walk_place_.push_back(lent ? borrow_tiles(placed, *lender)
                                   : add_tiles(placed.walk, placed.tiles, nullptr, free_byte));
    }
    for (const PlacedSum& placed : plan_.sums) {
        sum_place_.push_back(add_tiles(placed.walk, placed.tiles, &placed, free_byte));
    }
    find_peeling();
    find_loads();
}

void StageWriter::find_loads()
{
    for (const Statement& statement : plan_.stage.statements) {
        for (const schedule::NestNode* node : statement.body) {
            const auto* step = std::get_if<schedule::Step>(node);
            if (step == nullptr) continue;
            for (const schedule::Operand& operand : step->operands) {
                const TensorId tensor = nest_.streams[operand.stream].tensor;
                for (const PlacedWalk& placed : plan_.walks) {
                    if (placed.walk.tensor != tensor) continue;
                    const PointIndex point = statement.point(operand.index);
                    const auto depth = load_depth(plan_, point, placed, machine_.array.registers);
                    if (depth) loads_.push_back({&statement, point, &placed.walk, *depth});
                }
            }
        }
    }
}

/// Assigns addresses to a tensor's tiles. Returns the number of the innermost one, counted from 1.
std::size_t StageWriter::add_tiles(const Walk& walk, const std::vector<KeptTile>& tiles, const PlacedSum* sum,
                                   std::vector<std::uint64_t>& free_byte)
{
    std::size_t outside = 0;
    for (const KeptTile& kept : tiles) {
        const std::uint64_t pitch = pitch_bytes(kept, walk.tensor, machine_);
        WrittenTile tile{.walk = &walk, .kept = &kept, .sum = sum, .outside = outside};
        tile.pitch_words = pitch / bytes_of(machine_.precisions.of(walk.tensor.tensor));
        tile.ahead = kept.buffers > 1 && walk.read;
        tile.anchor = outside == 0 ? 0 : tiles_[outside - 1].kept->changes;
        out_.tiles.push_back(
            {walk.tensor, kept.memory, free_byte[kept.memory], kept.words, tile.pitch_words, kept.buffers, false});
        tile.number = out_.tiles.size();
        free_byte[kept.memory] = checked_add(free_byte[kept.memory], checked_multiply(pitch, kept.buffers));
        tiles_.push_back(tile);
        outside = tiles_.size();
    }
    return outside;
}

/// Takes over the tiles that another stage has of a tensor. Returns the number of the innermost one, counted from 1.
std::size_t StageWriter::borrow_tiles(const PlacedWalk& placed, const StageWriter& lender)
{
    std::size_t outside = 0;
    for (const WrittenTile& known : lender.tiles_) {
        if (known.sum != nullptr || known.walk->tensor != placed.walk.tensor) continue;
        WrittenTile tile = known;
        tile.walk = &placed.walk;
        tile.outside = outside;
        tile.ahead = false;
        tile.lent = true;
        tiles_.push_back(tile);
        outside = tiles_.size();
    }
    return outside;
}

/// Finds the dimensions whose first or last iterations must be peeled.
void StageWriter::find_peeling()
{
    for (const Statement& statement : plan_.stage.statements) {
        for (std::size_t d = 0; d < dimension_count; ++d) {
            const Span span = statement.span[d];
            peel_first_[d] = peel_first_[d] || span == Span::first || span == Span::middle;
            peel_last_[d] = peel_last_[d] || span == Span::last || span == Span::middle;
        }
    }
    for (const PlacedSum& placed : plan_.sums) {
        for (std::size_t d = 0; d < dimension_count && placed.leaves; ++d) {
            peel_first_[d] = peel_first_[d] || placed.sum.over[d];
            peel_last_[d] = peel_last_[d] || placed.sum.over[d];
        }
    }
}

StageWriter::Place StageWriter::whole() const
{
    Place place{{}, States(tiles_.size())};
    place.box.size = plan_.loops.extents;
    return place;
}

void StageWriter::write() { write_loops(0, whole()); }

void StageWriter::write_with(StageWriter& other) { write_shared(other, 0, whole(), other.whole()); }

void StageWriter::enter_tiles(std::size_t depth, Place& place)
{
    for (std::size_t t = 0; t < tiles_.size(); ++t) enter_tile(t, depth, place.box, place.states);
}

void StageWriter::leave_tiles(std::size_t depth, const Place& place)
{
    for (std::size_t t = tiles_.size(); t-- > 0;) {
        if (tiles_[t].kept->changes == depth) leave_tile(t, place.box, place.states);
    }
}

/// Writes the part inside the outermost `depth` loops: the tiles and registers that change there, then the loops.
void StageWriter::write_loops(std::size_t depth, Place place)
{
    enter_tiles(depth, place);
    write_inside(depth, place);
    leave_tiles(depth, place);
}

/// The same without the tiles that change there.
void StageWriter::write_inside(std::size_t depth, const Place& place)
{
    write_sums(depth, place.box, place.states, false);
    write_loads(depth, place.box, place.states);
    if (depth == plan_.loops.loops.size()) {
        write_statements(place.box, place.states);
    } else {
        const std::vector<Piece> all = pieces(depth, place.box);
        for (std::size_t p = 0; p < all.size(); ++p) {
            writer_.loop(all[p].begin, all[p].count, [&](const schedule::AffineIndex& iteration) {
                write_loops(depth + 1, inside(place, depth, all, p, iteration));
            });
        }
    }
    write_sums(depth, place.box, place.states, true);
}

/// The same of two stages that share the loops outside a depth. There this one works first, then the other one.
void StageWriter::write_shared(StageWriter& other, std::size_t depth, Place own, Place others)
{
    enter_tiles(depth, own);
    other.enter_tiles(depth, others);
    if (depth == plan_.shared.depth) {
        write_inside(depth, own);
        other.write_inside(depth, others);
    } else {
        write_sums(depth, own.box, own.states, false);
        other.write_sums(depth, others.box, others.states, false);
        const std::vector<Piece> all = common_pieces(pieces(depth, own.box), other.pieces(depth, others.box));
        for (std::size_t p = 0; p < all.size(); ++p) {
            writer_.loop(all[p].begin, all[p].count, [&](const schedule::AffineIndex& iteration) {
                write_shared(other, depth + 1, inside(own, depth, all, p, iteration),
                             other.inside(others, depth, all, p, iteration));
            });
        }
        write_sums(depth, own.box, own.states, true);
        other.write_sums(depth, others.box, others.states, true);
    }
    other.leave_tiles(depth, others);
    leave_tiles(depth, own);
}

StageWriter::Place StageWriter::inside(const Place& place, std::size_t depth, const std::vector<Piece>& all,
                                       std::size_t p, const schedule::AffineIndex& iteration) const
{
    const TiledLoop& loop = plan_.loops.loops[depth];
    const Piece& piece = all[p];
    const auto& [box, states] = place;
    Place result{inside(box, loop, iteration, piece), states};
    for (std::size_t t = 0; t < tiles_.size(); ++t) {
        const WrittenTile& tile = tiles_[t];
        TileState& inner = result.states[t];
        if (depth >= tile.kept->changes) continue;
        schedule::AffineIndex before = constant_index(0);
        for (std::size_t q = 0; q < p; ++q) {
            const Box other = inside(box, loop, constant_index(all[q].begin), all[q]);
            before = before + checked_multiply(all[q].count, tiles_inside(other.size, depth + 1, tile.kept->changes));
        }
        const std::uint64_t each = tiles_inside(result.box.size, depth + 1, tile.kept->changes);
        const schedule::AffineIndex within = difference(iteration, constant_index(piece.begin));
        inner.number = states[t].number + before + within * each;
        if (!tile.ahead || tile.anchor > depth) continue;
        if (piece.count > 1) {
            inner.next = first_tile(inside(box, loop, iteration + 1, piece), depth + 1, tile.kept->changes);
        } else if (p + 1 < all.size()) {
            const Piece& following = all[p + 1];
            inner.next = first_tile(inside(box, loop, constant_index(following.begin), following), depth + 1,
                                    tile.kept->changes);
        }
        // Else the next tile is in the next iteration of a loop further out.
    }
    return result;
}

/// The iterations of a loop of the stage inside the outermost `depth` ones.
std::vector<StageWriter::Piece> StageWriter::pieces(std::size_t depth, const Box& box) const
{
    const bool apart = std::any_of(tiles_.begin(), tiles_.end(), [&](const WrittenTile& tile) {
        return tile.ahead && tile.anchor <= depth && depth < tile.kept->changes;
    });
    return pieces(plan_.loops.loops[depth], box, apart);
}

/// Pieces that are in one piece of either stage.
std::vector<StageWriter::Piece> StageWriter::common_pieces(const std::vector<Piece>& own,
                                                           const std::vector<Piece>& others)
{
    std::vector<Piece> all;
    for (std::size_t a = 0, b = 0; a < own.size() && b < others.size();) {
        const std::uint64_t own_end = own[a].begin + own[a].count;
        const std::uint64_t other_end = others[b].begin + others[b].count;
        const std::uint64_t begin = std::max(own[a].begin, others[b].begin);
        const std::uint64_t end = std::min(own_end, other_end);
        all.push_back({begin, end - begin, own[a].size, begin == 0, own[a].last && end == own_end});
        if (own_end == end) ++a;
        if (other_end == end) ++b;
    }
    return all;
}

/// The iterations of a loop in a box, in pieces of equal ones. `apart`: the last one of equal iterations is a piece of
/// its own, since the tile that follows it is another one.
std::vector<StageWriter::Piece> StageWriter::pieces(const TiledLoop& loop, const Box& box, bool apart) const
{
    const std::size_t d = position_of(loop.dimension);
    const std::uint64_t whole = box.size[d] / loop.step;
    const std::uint64_t rest = box.size[d] % loop.step;
    std::vector<Piece> all;
    std::uint64_t begin = 0;
    std::uint64_t end = whole;
    const bool first_apart = peel_first_[d] && box.first[d] && whole > 1;
    const bool last_apart =
        whole > (first_apart ? 1U : 0U) + 1 && (apart || (peel_last_[d] && box.last[d] && rest == 0));
    if (first_apart) all.push_back({begin++, 1, loop.step, true, false});
    if (last_apart) --end;
    const auto add = [&](std::uint64_t until) {
        if (until > begin) all.push_back({begin, until - begin, loop.step, begin == 0, false});
        begin = std::max(begin, until);
    };
    for (const std::uint64_t cut : cuts_of(loop, box)) {
        if (cut <= begin || cut > end) continue;
        if (apart) add(cut - 1);
        add(cut);
    }
    add(end);
    if (last_apart) all.push_back({end, 1, loop.step, false, false});
    if (rest > 0) all.push_back({whole, 1, rest, whole == 0, false});
    all.back().last = true;
    return all;
}

/// The iterations of a loop at which the other part of a cut array begins.
std::set<std::uint64_t> StageWriter::cuts_of(const TiledLoop& loop, const Box& box) const
{
    std::set<std::uint64_t> cuts;
    constexpr std::size_t along_rows = position_of(Dimension::outputs);
    // Only the outermost loop over rows meets both parts.
    if (position_of(loop.dimension) != along_rows || box.size[along_rows] < plan_.loops.extents[along_rows])
        return cuts;
    for (const PlacedWalk& placed : plan_.walks) {
        const schedule::RowSplit* const split = machine_.split_of(placed.walk.tensor);
        if (split != nullptr) cuts.insert(split->first_rows / loop.step);
    }
    return cuts;
}

StageWriter::HomeRows StageWriter::home_of(TensorId tensor, const Box& box) const
{
    const schedule::RowSplit* const split = machine_.split_of(tensor);
    if (split == nullptr) return {tensor};
    HomeRows home{tensor};
    home.is_first = box.first_row < split->first_rows;
    home.tensor.rows = home.is_first ? TensorRows::first : TensorRows::others;
    if (home.is_first) {
        home.memory = machine_.placement.at(home.tensor).memory;
    } else {
        home.words_before = split->words_before_others();
    }
    return home;
}

bool StageWriter::lies_near(const WrittenTile& tile, const Box& box) const
{
    const HomeRows home = home_of(tile.walk->tensor, box);
    return home.is_first && home.memory <= tile.kept->memory;
}

std::size_t StageWriter::place_in(std::size_t place, const Box& box) const
{
    while (place != 0 && lies_near(tiles_[place - 1], box)) place = tiles_[place - 1].outside;
    return place;
}

Box StageWriter::inside(const Box& box, const TiledLoop& loop, const schedule::AffineIndex& iteration,
                        const Piece& piece) const
{
    const std::size_t d = position_of(loop.dimension);
    Box result = box;
    result.start[d] = box.start[d] + iteration * loop.step;
    result.size[d] = piece.size;
    result.first[d] = box.first[d] && piece.first;
    result.last[d] = box.last[d] && piece.last;
    if (loop.dimension == Dimension::outputs) result.first_row += piece.begin * loop.step;
    return result;
}

/// The first tile of a box inside the outermost `depth` loops.
Box StageWriter::first_tile(Box box, std::size_t depth, std::size_t changes) const
{
    for (std::size_t k = depth; k < changes; ++k) {
        const TiledLoop& loop = plan_.loops.loops[k];
        std::uint64_t& size = box.size[position_of(loop.dimension)];
        size = std::min(size, loop.step);
    }
    return box;
}

std::uint64_t StageWriter::tiles_inside(const model::Extents& sizes, std::size_t depth, std::size_t changes) const
{
    TiledLoops part = plan_.loops;
    part.extents = sizes;
    part.loops.erase(part.loops.begin(), part.loops.begin() + static_cast<std::ptrdiff_t>(depth));
    std::uint64_t count = 1;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        count = checked_multiply(count, tile_count(part, static_cast<Dimension>(d), changes - depth));
    }
    return count;
}

}  // namespace deltasim::mapping
