// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "machine/processor.hpp"
#include "model/head.hpp"
#include "model/placement.hpp"
#include "model/training.hpp"
#include "model/zero_pattern.hpp"
#include "schedule/loop_nest.hpp"

// The least that any schedule needs which finishes a layer's forward pass before its backward pass.

namespace deltasim::schedule
{

struct Bounds {
    std::uint64_t weight_reads = 0;   ///< words from off chip
    std::uint64_t weight_writes = 0;  ///< words to off chip
    std::uint64_t weight_bytes = 0;   ///< of both
    std::uint64_t mac_cycles = 0;     ///< PE clocks that the multiply-accumulates take on all lanes
    std::uint64_t dram_cycles = 0;    ///< PE clocks that those words take over the DRAM's data pins
    std::uint64_t cycles = 0;         ///< the larger of the two
};

/// Weights of trainable layers above the first are read twice and written once, those of the first read and written
/// once, frozen ones read once; what fits on chip, with all of it given to the weights that save most, not at all. On
/// chip are those memories that hold weights, or that `homes` puts some in. With master weights a trainable layer has
/// one of its reads from these, and writes both. That holds for any batch, since one pass over the weights can serve
/// all samples. Optimizer states are left out, and so on-chip memory is all the weights': with them a schedule moves no
/// less. The multiply-accumulates grow with the batch. `zeros`: of a processor that skips them. Then of the first pass
/// only those weights count that some activation that is not 0 wants, and of the others only those that have a
/// gradient; and only multiply-accumulates of these.
[[nodiscard]] Bounds bounds(const model::Head& head, const model::Training& training,
                            const machine::ProcessorConfig& processor, const model::ExplicitHomes& homes,
                            const model::ZeroPattern* zeros = nullptr);

/// The least of one schedule, under whatever mapping: of a nest that reads an array of weights each word comes once,
/// and once it goes where the nest writes it; what fits on chip, chosen as above, not at all. It follows from the
/// program's nests, as they stream or mapped, and leaves out what `bounds` leaves out. No less than `bounds`.
[[nodiscard]] Bounds own_bounds(const model::Head& head, const model::Training& training, const Program& program,
                                const machine::ProcessorConfig& processor, const model::ExplicitHomes& homes);

}  // namespace deltasim::schedule
