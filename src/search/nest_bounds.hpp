// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/readers/experiment.hpp"
#include "mapping/stage_plan.hpp"
#include "model/mapping.hpp"
#include "search/most_on_chip.hpp"
#include "search/prices.hpp"
#include "search/refresh_time.hpp"
#include "search/shared_tiles.hpp"

// Lower bounds of one nest under a mapping, whatever the other nests do. They follow from closed forms, without a
// simulation. The homes of its tensors are not known yet, so the bounds assume the best ones. docs/search.md has the
// argument.

namespace deltasim::search
{

struct Bound {
    double seconds = 0.0;
    double energy = 0.0;  ///< in the unit of the cost table

    friend Bound operator+(Bound a, const Bound& b) { return {a.seconds + b.seconds, a.energy + b.energy}; }
};

/// A possible mapping with its bound.
struct Bounded {
    Bound bound;
    /// Equal for mappings with the same loops and tiles.
    std::string signature;
};

class NestBounds
{
public:
    /// The nest in its streaming form and in its unmapped form. `most_on_chip`: of its tensors. `shared`: what it may
    /// have together with its neighbour. All arguments but the last must outlive it.
    NestBounds(const schedule::LoopNest& streaming, const schedule::LoopNest& unmapped,
               const config::PricedProcessor& priced, const std::vector<model::MemorySpace>& spaces,
               const model::TensorPrecisions& precisions, const MostsOnChip& most_on_chip, SharedTiles shared = {});

    /// The bound of a mapping; nothing if it is impossible: its order is not legal, or its tiles have no room. Without
    /// a mapping the nest streams. Words lie where that is best.
    [[nodiscard]] std::optional<Bounded> of(const std::optional<model::NestMapping>& mapping) const;
    /// A higher bound of a possible mapping. It takes longer to compute, since it counts all lines that come to the
    /// array. `on_chip`: the words on chip, if they are already known.
    [[nodiscard]] Bound nearer(const std::optional<model::NestMapping>& mapping, const WordsOnChip* on_chip) const;
    /// Distinguishes the mapping's loops and tiles from those of other mappings, once it is known where tensors lie.
    [[nodiscard]] std::string signature(const std::optional<model::NestMapping>& mapping,
                                        const model::Placement& placement) const;
    /// A lower bound for all mappings except streaming: every word comes once, and no lane is ever idle.
    [[nodiscard]] Bound least() const;

private:
    /// The least that a mapping moves and does.
    struct Least {
        double lane_cycles = 0.0;
        double array_bits = 0.0;         ///< between memories and the array
        double on_chip_read_bits = 0.0;  ///< of tensors with tiles, which the array reads on chip in any case
        double on_chip_write_bits = 0.0;
        double sum_bits = 0.0;  ///< of partial sums, whose home may be anywhere; for each direction
        /// Traffic of a tensor that may lie off chip. A tensor may occur several times.
        struct OffChip {
            TensorId tensor;
            double words = 0.0;         ///< of the tensor, at most
            double bits = 0.0;          ///< of one word
            double reads = 0.0;         ///< words read, for the whole tensor
            double reads_a_word = 0.0;  ///< the most that a word on chip saves
            double writes = 0.0;
            double writes_a_word = 0.0;
            double more_reads = 0.0;  ///< further words, if no word lies on chip
            double more_writes = 0.0;
            double array_reads = 0.0;  ///< words from its home if all of it lies on chip
            double array_writes = 0.0;
            bool has_tile = false;
        };
        std::vector<OffChip> off_chip;
        bool may_share = false;  ///< the nest may run together with its neighbour
    };

    void set_dram();
    [[nodiscard]] Least least_of_streaming() const;
    [[nodiscard]] Least least_of(const std::vector<mapping::StagePlan>& plans) const;
    /// What the streams of a nest read from off chip, line by line.
    [[nodiscard]] std::vector<Least::OffChip> lines_of(const schedule::LoopNest& nest) const;
    [[nodiscard]] double word_bits(TensorId tensor) const;
    /// Properties of a stage that are the same under every mapping.
    struct Stage {
        std::vector<bool> everywhere{};  ///< by statement: it is done at every point
        std::vector<bool> read{};        ///< by walk: every index of it is read
        std::vector<bool> written{};
        std::vector<bool> summed{};  ///< by sum: every index adds to it
        bool multiplies = false;
        /// Loops along which all statements that multiply go together.
        std::array<bool, dimension_count> multiplied{};
    };

    void add_stage(const mapping::StagePlan& plan, const Stage& known, Least& least) const;
    [[nodiscard]] double multiply_cycles(const mapping::TiledLoops& loops, const Stage& known) const;
    /// Appends what distinguishes the plan of a stage.
    void sign(const mapping::StagePlan& plan, const model::NestMapping& mapping, std::string& signature) const;
    /// True if the nest may run together with its neighbour. Then sums may leave the lanes that otherwise stay there.
    [[nodiscard]] bool may_pair() const { return !shared_.tensors.empty(); }
    /// True if a pair of nests is limited by the lanes rather than by the DRAM: the same for both nests.
    [[nodiscard]] bool is_limited_by_lanes() const;
    [[nodiscard]] Bound bound_of(const Least& least, const WordsOnChip* on_chip) const;
    /// The price of a bit off chip.
    struct BitCost {
        double read = 0.0;
        double write = 0.0;
        double fill = 0.0;          ///< of filling a tile
        double on_chip_read = 0.0;  ///< between the array and a home on chip
        double on_chip_write = 0.0;
    };
    /// What a tensor costs, by the place where it lies.
    struct Item {
        TensorId tensor;
        double off_chip = 0.0;      ///< if all of it lies off chip
        double more = 0.0;          ///< in addition to `off_chip`, if no word lies on chip
        double saved_a_byte = 0.0;  ///< the most of `off_chip` that a byte on chip saves
        double on_chip = 0.0;       ///< if all of it lies on chip
        double bytes = 0.0;         ///< bytes whose cost can be saved
    };
    [[nodiscard]] std::vector<Item> items_of(const Least& least, const BitCost& bit) const;
    [[nodiscard]] double least_cost(const Least& least, const BitCost& bit, const WordsOnChip* on_chip) const;

    const schedule::LoopNest& streaming_;
    const schedule::LoopNest& unmapped_;
    const config::PricedProcessor& priced_;
    const std::vector<model::MemorySpace>& spaces_;
    const model::TensorPrecisions& precisions_;
    const MostsOnChip& most_on_chip_;
    SharedTiles shared_;
    model::Placement nowhere_;
    mapping::MappedMachine machine_;
    std::vector<mapping::Stage> stages_;
    std::vector<Stage> known_;
    std::size_t stages_that_multiply_ = 0;
    double multiply_cycles_ = 0.0;  ///< for a single lane
    Least streamed_;
    LeastPrices prices_;
    double operations_energy_ = 0.0;
    double on_chip_bytes_ = 0.0;
    double on_chip_bits_a_second_ = 0.0;
    double dram_bits_a_second_ = 0.0;
    double dram_hz_ = 0.0;
    RefreshTime refresh_;
    double line_bits_ = 0.0;  ///< of a DRAM's burst
};

}  // namespace deltasim::search
