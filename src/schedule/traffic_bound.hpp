// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "machine/processor.hpp"
#include "model/head.hpp"
#include "model/placement.hpp"
#include "model/training.hpp"
#include "model/zero_pattern.hpp"
#include "schedule/loop_nest.hpp"

// Lower bounds for all schedules that finish a layer's forward pass before its backward pass.

namespace deltasim::schedule
{

struct Bounds {
    std::uint64_t weight_reads = 0;   ///< words from off chip
    std::uint64_t weight_writes = 0;  ///< words to off chip
    std::uint64_t weight_bytes = 0;   ///< of both
    std::uint64_t mac_cycles = 0;   ///< PE clocks that the multiply-accumulates take if all lanes work (core_bound.hpp)
    std::uint64_t dram_cycles = 0;  ///< PE clocks for which these words occupy the DRAM's data pins
    std::uint64_t cycles = 0;       ///< the larger of the two
};

/// Weights of trainable layers above the first are read twice and written once; weights of the first trainable layer
/// are read and written once; frozen weights are read once. Weights that fit on chip are not moved; all on-chip memory
/// is given to the weights that save most. This is the memory that holds weights, or in which `homes` puts some. With
/// master weights, a trainable layer has one of its reads from these, and writes both. All this holds for any batch,
/// since one pass over the weights can serve all samples. Optimizer states are left out, so that weights get all the
/// on-chip memory; with states a schedule moves no less. The multiply-accumulates grow with the batch.
///
/// `zeros`: for a processor that skips zeros. Then the first pass counts only weights that some activation other than 0
/// needs, the other passes only weights that have a gradient, and only the multiply-accumulates of these.
[[nodiscard]] Bounds bounds(const model::Head& head, const model::Training& training,
                            const machine::ProcessorConfig& processor, const model::ExplicitHomes& homes,
                            const model::ZeroPattern* zeros = nullptr);

/// The lower bound of one schedule under any mapping. A nest that reads an array of weights moves each word once, and a
/// nest that writes it moves each word once; words that fit on chip, chosen as above, are not moved. The bound follows
/// from the nests of the program, streaming or mapped, and leaves out what `bounds` leaves out. It is not below
/// `bounds`.
[[nodiscard]] Bounds own_bounds(const model::Head& head, const model::Training& training, const Program& program,
                                const machine::ProcessorConfig& processor, const model::ExplicitHomes& homes);

}  // namespace deltasim::schedule
