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

// The least that one nest can take under a mapping, whatever the other nests do: proved from closed forms, no
// simulation. Where its tensors will lie is not known yet, so that they lie where that is best. docs/search.md has the
// argument.

namespace deltasim::search
{

struct Bound {
    double seconds = 0.0;
    double energy = 0.0;  ///< in the unit of the cost table

    friend Bound operator+(Bound a, const Bound& b) { return {a.seconds + b.seconds, a.energy + b.energy}; }
};

/// A mapping that can be.
struct Bounded {
    Bound bound;
    /// The same for mappings that make the same loops and tiles.
    std::string signature;
};

class NestBounds
{
public:
    /// The nest as the machine streams it, and unmapped. `most_on_chip`: of its tensors. All outlive it.
    NestBounds(const schedule::LoopNest& streaming, const schedule::LoopNest& unmapped,
               const config::PricedProcessor& priced, const std::vector<model::MemorySpace>& spaces,
               const model::TensorPrecisions& precisions, const MostsOnChip& most_on_chip);

    /// Nothing where the mapping cannot be: no legal order, no room for its tiles. No mapping: the nest streams. Words
    /// lie where that is best.
    [[nodiscard]] std::optional<Bounded> of(const std::optional<model::NestMapping>& mapping) const;
    /// A nearer bound of one that can be, which takes longer: with all lines that come to the array. `on_chip`: where
    /// that is known already.
    [[nodiscard]] Bound nearer(const std::optional<model::NestMapping>& mapping, const WordsOnChip* on_chip) const;
    /// What tells the mapping's loops and tiles from those of others, once it is known where tensors lie.
    [[nodiscard]] std::string signature(const std::optional<model::NestMapping>& mapping,
                                        const model::Placement& placement) const;
    /// No mapping takes less, except that the nest may stream: every word comes once, and no lane is ever idle.
    [[nodiscard]] Bound least() const;

private:
    /// What a mapping moves and does, counted low.
    struct Least {
        double lane_cycles = 0.0;
        double array_bits = 0.0;         ///< between memories and the array
        double on_chip_read_bits = 0.0;  ///< of tensors with tiles, which the array reads on chip in any case
        double on_chip_write_bits = 0.0;
        double sum_bits = 0.0;  ///< of sums on their way that have their home anywhere, each way
        /// Of a tensor that may lie off chip. One may be there several times.
        struct OffChip {
            TensorId tensor;
            double words = 0.0;         ///< of it, at most
            double bits = 0.0;          ///< of a word
            double reads = 0.0;         ///< words, for all of it
            double reads_a_word = 0.0;  ///< what a word that lies on chip saves at most
            double writes = 0.0;
            double writes_a_word = 0.0;
            double more_reads = 0.0;  ///< words, where none lies on chip
            double more_writes = 0.0;
            double array_reads = 0.0;  ///< words from its home where all of it lies on chip
            double array_writes = 0.0;
            bool has_tile = false;
        };
        std::vector<OffChip> off_chip;
    };

    void set_dram();
    [[nodiscard]] Least least_of_streaming() const;
    [[nodiscard]] Least least_of(const std::vector<mapping::StagePlan>& plans) const;
    /// What the streams of a nest take from off chip, line by line.
    [[nodiscard]] std::vector<Least::OffChip> lines_of(const schedule::LoopNest& nest) const;
    [[nodiscard]] double word_bits(TensorId tensor) const;
    /// What is the same of a stage under every mapping.
    struct Stage {
        std::vector<bool> everywhere{};  ///< by statement: whether it is done at every point
        std::vector<bool> read{};        ///< by walk: whether every index of it is read
        std::vector<bool> written{};
        std::vector<bool> summed{};  ///< by sum: whether every index adds to it
        bool multiplies = false;
        std::array<bool, dimension_count> multiplied{};  ///< along which loops all that multiply go together
    };

    void add_stage(const mapping::StagePlan& plan, const Stage& known, Least& least) const;
    [[nodiscard]] double multiply_cycles(const mapping::TiledLoops& loops, const Stage& known) const;
    [[nodiscard]] Bound bound_of(const Least& least, const WordsOnChip* on_chip) const;
    /// What words off chip cost, each bit of them.
    struct BitCost {
        double read = 0.0;
        double write = 0.0;
        double fill = 0.0;          ///< of a tile
        double on_chip_read = 0.0;  ///< between the array and a home on chip
        double on_chip_write = 0.0;
    };
    /// What a tensor costs by where it lies.
    struct Item {
        TensorId tensor;
        double off_chip = 0.0;      ///< all of it there
        double more = 0.0;          ///< beside that, where none lies on chip
        double saved_a_byte = 0.0;  ///< of that, at most
        double on_chip = 0.0;       ///< all of it there
        double bytes = 0.0;         ///< that can be saved
    };
    [[nodiscard]] std::vector<Item> items_of(const Least& least, const BitCost& bit) const;
    [[nodiscard]] double least_cost(const Least& least, const BitCost& bit, const WordsOnChip* on_chip) const;

    const schedule::LoopNest& streaming_;
    const schedule::LoopNest& unmapped_;
    const config::PricedProcessor& priced_;
    const std::vector<model::MemorySpace>& spaces_;
    const model::TensorPrecisions& precisions_;
    const MostsOnChip& most_on_chip_;
    model::Placement nowhere_;
    mapping::MappedMachine machine_;
    std::vector<mapping::Stage> stages_;
    std::vector<Stage> known_;
    std::size_t stages_that_multiply_ = 0;
    double multiply_cycles_ = 0.0;  ///< of a single lane
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
